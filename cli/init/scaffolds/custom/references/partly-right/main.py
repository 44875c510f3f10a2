# Takes the other number for a prime.
print(2, int(input()) - 2)
