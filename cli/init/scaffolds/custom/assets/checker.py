"""Judges one run: two numbers with the right sum earn 40, two such primes 100."""
import json


def is_prime(number):
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))


def judge(total, printed):
    # Whatever a student wrote may be anything: it is cut and checked before it is used.
    words = printed[:1000].split()
    if len(words) != 2 or not all(word.isascii() and word.isdigit() and len(word) < 6 for word in words):
        return 0, "Print two whole numbers with a space between them."
    numbers = [int(word) for word in words]
    if sum(numbers) != total:
        return 0, f"The sum is {sum(numbers)}, not {total}."
    others = [str(number) for number in numbers if not is_prime(number)]
    if others:
        return 40, f"The sum is right, but {' and '.join(others)} is no prime."
    return 100, "Two primes with the right sum."


with open("inputs.json", encoding="utf-8") as file:
    total = int(json.load(file)[0])
with open("stdout.txt", encoding="utf-8", errors="replace") as file:
    score, message = judge(total, file.read())
# One JSON object, and nothing else; the student reads the message.
print(json.dumps({"score": score, "message": message}))
