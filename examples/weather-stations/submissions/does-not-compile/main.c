#include <stdio.h>

int main(void) {
  FILE *file = fopen("/tmp/data/observations.csv", "r")
  char line[128];
  int count = -1;
  while (fgets(line, sizeof line, file) != NULL) count += 1;
  printf("%d\n", count);
  return 0;
}
