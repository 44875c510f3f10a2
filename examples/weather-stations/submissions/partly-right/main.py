# Knows the whole dataset, but cuts every temperature to whole degrees before it adds them up,
# falls over a station it has never seen, and does not know the question about rain.
import csv
import sys

with open("/tmp/data/observations.csv", newline="") as file:
    rows = list(csv.DictReader(file))

for line in sys.stdin:
    words = line.split()
    if not words:
        continue
    if words[0] == "count":
        print(len(rows))
    elif words[0] == "hottest":
        row = max(rows, key=lambda row: float(row["temp_c"]))
        print(row["station"], row["date"], row["temp_c"])
    elif words[0] == "mean":
        temperatures = [int(float(row["temp_c"])) for row in rows if row["station"] == words[1]]
        print(f"{sum(temperatures) / len(temperatures):.2f}")
