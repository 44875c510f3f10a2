import csv
import sys
from collections import defaultdict

DATASET = "/tmp/data/observations.csv"


def load():
    with open(DATASET, newline="") as file:
        return list(csv.DictReader(file))


def count(rows):
    print(len(rows))


def hottest(rows):
    row = max(rows, key=lambda row: float(row["temp_c"]))
    print(row["station"], row["date"], row["temp_c"])


def mean(rows, station):
    temperatures = [float(row["temp_c"]) for row in rows if row["station"] == station]
    if temperatures:
        print(f"{sum(temperatures) / len(temperatures):.2f}")
    else:
        print("no such station")


def rain(rows, month):
    totals = defaultdict(float)
    for row in rows:
        if row["date"].startswith(month):
            totals[row["station"]] += float(row["rain_mm"])
    for station, total in sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:3]:
        print(f"{station} {total:.1f}")


QUERIES = {"count": count, "hottest": hottest, "mean": mean, "rain": rain}


def main():
    rows = load()
    for line in sys.stdin:
        words = line.split()
        if words:
            QUERIES[words[0]](rows, *words[1:])


main()
