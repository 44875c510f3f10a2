import importlib

print(importlib.import_module("math").factorial(int(input())))
