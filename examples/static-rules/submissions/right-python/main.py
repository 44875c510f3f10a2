"""No loop, and none of this:

import math
for i in range(n): pass
"""


def factorial(n: int) -> int:
    # import functools would be shorter.
    return 1 if n == 0 else n * factorial(n - 1)


print(factorial(int(input())))
