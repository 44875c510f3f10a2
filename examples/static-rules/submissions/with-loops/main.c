#include <math.h>
#include <stdio.h>

int main(void) {
    long n, result = 1;
    if (scanf("%ld", &n) != 1) return 1;
again:
    if (n > 1) {
        result *= n--;
        goto again;
    }
    do {
        printf("%ld\n", result);
    } while (0);
    return 0;
}
