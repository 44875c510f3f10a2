def fewest(amount):
    best = {0: []}
    for total in range(1, amount + 1):
        best[total] = min(
            (best[total - coin] + [coin] for coin in (1, 7, 10) if coin <= total), key=len
        )
    return best[amount]


print(*fewest(int(input())))
