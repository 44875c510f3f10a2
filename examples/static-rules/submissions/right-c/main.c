#include <stdio.h>

/* for (;;) and <math.h> are only mentioned. */
static long factorial(long n) {
    return n == 0 ? 1 : n * factorial(n - 1);
}

int main(void) {
    long n;
    if (scanf("%ld", &n) != 1) return 1;
    printf("%ld\n", factorial(n));
    return 0;
}
