import sys

with open("/tmp/prices.csv") as file:
    prices = dict(line.split(",") for line in file)

# Falls over what is not sold: it has no price, and no zero either.
print(sum(int(prices[line.strip()]) for line in sys.stdin if line.strip()))
