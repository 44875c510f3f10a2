import type { Report } from "./report.ts";
import { colours, dot, line, pale, picture, text } from "./svg.ts";

const size = { width: 860, height: 360 };
const area = { left: 56, right: 700, top: 44, bottom: 316 };
const sizes = ["1 KiB", "100 KiB", "1 MiB", "10 MiB", "100 MiB", "1 GiB", "1000 x 4 KiB"];
/** Not one of the sizes before it, but another kind. */
const apart = "1000 x 4 KiB";
const prefix = "inject ";

/** Medians of injecting, by size and by way, on a logarithmic scale. */
export function injectionChart({ rows }: Report): string {
  const injected = rows.filter(
    ({ what }) => sizes.includes(what.slice(prefix.length)) && what.startsWith(prefix),
  );
  const decades = decadesOf(injected.map(({ p50Ms }) => p50Ms));
  const place = ({ what, p50Ms }: Report["rows"][number]): readonly [number, number] => {
    const step = (area.right - area.left) / sizes.length;
    const [low = 0, high = 1] = [decades.at(0), decades.at(-1)];
    const share = (Math.log10(p50Ms) - low) / (high - low);
    const x = area.left + (sizes.indexOf(what.slice(prefix.length)) + 0.5) * step;
    return [x, area.bottom - share * (area.bottom - area.top)];
  };
  const ways = [...new Set(injected.map(({ how }) => how))];
  const series = ways.flatMap((how, at) => {
    const own = injected.filter((row) => row.how === how);
    const colour = colours[how] ?? pale;
    const connected = own.filter(({ what }) => what !== prefix + apart).map(place);
    return [
      ...connected
        .slice(1)
        .map((point, before) =>
          line(connected[before] ?? point, point, `stroke="${colour}" stroke-width="2"`),
        ),
      ...own.map((row) => dot(...place(row), colour)),
      text(area.right + 12, area.top + 20 + at * 18, how, `fill="${colour}"`),
    ];
  });
  return picture(size, "Time of injecting files, by size", [
    text(
      area.left,
      20,
      "Injecting files, median milliseconds (logarithmic)",
      `fill="#1f2328" font-weight="bold"`,
    ),
    ...grid(decades),
    ...series,
  ]);
}

function decadesOf(values: readonly number[]): readonly number[] {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.ceil(Math.log10(Math.max(...values)));
  return Array.from({ length: Math.max(high - low, 1) + 1 }, (_, at) => low + at);
}

function grid(decades: readonly number[]): string[] {
  const step = (area.right - area.left) / sizes.length;
  const rowStep = (area.bottom - area.top) / (decades.length - 1);
  return [
    ...decades.flatMap((decade, at) => {
      const y = area.bottom - at * rowStep;
      return [
        line([area.left, y], [area.right, y], `stroke="#d8dee4"`),
        text(area.left - 6, y + 4, String(Number(`1e${decade}`)), `fill="${pale}" text-anchor="end"`),
      ];
    }),
    ...sizes.map((name, at) =>
      text(area.left + (at + 0.5) * step, area.bottom + 20, name, `fill="${pale}" text-anchor="middle"`),
    ),
  ];
}
