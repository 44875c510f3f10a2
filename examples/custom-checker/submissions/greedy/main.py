amount = int(input())
coins = []
for coin in (10, 7, 1):
    while amount >= coin:
        coins.append(coin)
        amount -= coin
print(*coins)
