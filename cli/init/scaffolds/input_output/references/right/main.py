import sys

with open("/tmp/prices.csv") as file:
    prices = dict(line.split(",") for line in file)

print(sum(int(prices.get(line.strip().lower(), 0)) for line in sys.stdin))
