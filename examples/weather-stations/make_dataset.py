"""Writes assets/observations.csv: two years of made-up daily observations of 60 stations.

The same bytes on every machine: the figures come from sines and a seeded random.random(),
which Python keeps stable between versions.
"""

import math
import random
import sys
from datetime import date, timedelta

STATIONS = 60
FIRST_DAY = date(2023, 1, 1)
DAYS = 731


def main(path: str) -> None:
    dice = random.Random(20230101)
    stations = [f"ST{number:03d}" for number in range(1, STATIONS + 1)]
    altitude = {station: dice.random() * 12 for station in stations}
    with open(path, "w", encoding="ascii", newline="\n") as out:
        out.write("date,station,temp_c,rain_mm\n")
        for offset in range(DAYS):
            day = FIRST_DAY + timedelta(days=offset)
            season = 11 - 10 * math.cos(2 * math.pi * (offset - 20) / 365.25)
            for station in stations:
                celsius = season - altitude[station] + (dice.random() - 0.5) * 12
                rain = max(0.0, (dice.random() - 0.6) * 40)
                out.write(f"{day},{station},{celsius:.1f},{rain:.1f}\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "assets/observations.csv")
