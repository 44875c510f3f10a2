def digit_sum(number):
    return number if number < 10 else number % 10 + digit_sum(number // 10)


print(digit_sum(int(input())))
