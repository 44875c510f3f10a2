#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATASET "/tmp/data/observations.csv"
#define MAX_ROWS 100000
#define MAX_STATIONS 1000

struct row {
  char date[11];
  char station[8];
  char temperature[8];
  double rain;
};

struct total {
  char station[8];
  double rain;
};

static struct row rows[MAX_ROWS];
static size_t row_count;

static void load(void) {
  FILE *file = fopen(DATASET, "r");
  if (file == NULL) {
    perror(DATASET);
    exit(1);
  }
  char line[128];
  if (fgets(line, sizeof line, file) == NULL) exit(1);
  while (row_count < MAX_ROWS && fgets(line, sizeof line, file) != NULL) {
    struct row *row = &rows[row_count];
    if (sscanf(line, "%10[^,],%7[^,],%7[^,],%lf", row->date, row->station, row->temperature, &row->rain) == 4)
      row_count += 1;
  }
  fclose(file);
}

static void hottest(void) {
  const struct row *best = &rows[0];
  for (size_t i = 1; i < row_count; i++)
    if (atof(rows[i].temperature) > atof(best->temperature)) best = &rows[i];
  printf("%s %s %s\n", best->station, best->date, best->temperature);
}

static void mean(const char *station) {
  double sum = 0;
  size_t count = 0;
  for (size_t i = 0; i < row_count; i++) {
    if (strcmp(rows[i].station, station) != 0) continue;
    sum += atof(rows[i].temperature);
    count += 1;
  }
  if (count == 0)
    puts("no such station");
  else
    printf("%.2f\n", sum / (double)count);
}

static int wetter(const void *left, const void *right) {
  const struct total *a = left, *b = right;
  if (a->rain != b->rain) return a->rain < b->rain ? 1 : -1;
  return strcmp(a->station, b->station);
}

static void rain(const char *month) {
  static struct total totals[MAX_STATIONS];
  size_t stations = 0;
  for (size_t i = 0; i < row_count; i++) {
    if (strncmp(rows[i].date, month, strlen(month)) != 0) continue;
    size_t at = 0;
    while (at < stations && strcmp(totals[at].station, rows[i].station) != 0) at += 1;
    if (at == MAX_STATIONS) continue;
    if (at == stations) {
      strcpy(totals[at].station, rows[i].station);
      totals[at].rain = 0;
      stations += 1;
    }
    totals[at].rain += rows[i].rain;
  }
  qsort(totals, stations, sizeof totals[0], wetter);
  for (size_t i = 0; i < stations && i < 3; i++) printf("%s %.1f\n", totals[i].station, totals[i].rain);
}

int main(void) {
  load();
  char query[64];
  while (fgets(query, sizeof query, stdin) != NULL) {
    char word[16] = "", argument[16] = "";
    if (sscanf(query, "%15s %15s", word, argument) < 1) continue;
    if (strcmp(word, "count") == 0) printf("%zu\n", row_count);
    if (strcmp(word, "hottest") == 0) hottest();
    if (strcmp(word, "mean") == 0) mean(argument);
    if (strcmp(word, "rain") == 0) rain(argument);
  }
  return 0;
}
