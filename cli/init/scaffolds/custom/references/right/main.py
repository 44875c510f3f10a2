def is_prime(number):
    return number > 1 and all(number % divisor for divisor in range(2, number))


total = int(input())
first = next(each for each in range(total) if is_prime(each) and is_prime(total - each))
print(first, total - first)
