"""Judges one run: any coins that make the amount earn half, the fewest earn all."""
import json

COINS = {1, 7, 10}


def judge(amount, printed):
    try:
        coins = [int(word) for word in printed.split()]
    except ValueError:
        return 0, "The output is not a list of whole numbers."
    if not set(coins) <= COINS:
        return 0, "There are only coins of 1, 7 and 10."
    if sum(coins) != amount:
        return 0, f"The coins make {sum(coins)}, not {amount}."
    with open("/tmp/fewest.json", encoding="utf-8") as file:
        fewest = json.load(file)[str(amount)]
    if len(coins) > fewest:
        return 50, f"The coins make {amount}, but {fewest} of them would do; these are {len(coins)}."
    return 100, f"{fewest} coins make {amount}, and fewer cannot."


with open("inputs.json", encoding="utf-8") as file:
    amount = int(json.load(file)[0])
with open("stdout.txt", encoding="utf-8") as file:
    score, message = judge(amount, file.read())
print(json.dumps({"score": score, "message": message}))
