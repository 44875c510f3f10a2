import { capacityDefaults } from "#core/limits.ts";
import { play } from "./play.ts";
import { defaultWorld, type Row } from "./scenario.ts";
import { assayScaler, backlogScaler, type Scaler } from "./scalers.ts";
import { deadlineTrace, type Trace } from "./traces.ts";

const WIDTH = 860;
const HEIGHT = 330;
const MINUTE = 60_000;
const colours = { load: "#c9d6e8", assay: "#1a7f37", backlog: "#bf5700", fixed: "#6e7781" } as const;

/** A panel's place in the picture and what its axes span. */
interface Panel {
  readonly left: number;
  readonly right: number;
  readonly x: Axis;
  readonly y: Axis;
}

interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  readonly logarithmic?: boolean;
}

const TOP = 46;
const BOTTOM = HEIGHT - 52;

/** The deadline trace as a picture: slots over time, and what waiting less costs. The same rows, the same bytes. */
export function renderChart(deadlineRows: readonly Row[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>The deadline trace: slots over time, and wait against cost</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    ...slotsOverTime(),
    ...waitAgainstCost(deadlineRows),
    "</svg>\n",
  ].join("\n");
}

function slotsOverTime(): string[] {
  const trace = deadlineTrace();
  const panel: Panel = {
    left: 56,
    right: 450,
    x: {
      label: "minutes before and after the due date",
      from: -16,
      to: 24,
      ticks: [-15, -10, -5, 0, 5, 10, 15, 20],
    },
    y: { label: "slots", from: 0, to: 120, ticks: [0, 24, 48, 72, 96] },
  };
  const dueAtMs = trace.deadlines[0]?.dueAtMs ?? 0;
  const at = (ms: number) => (ms - dueAtMs) / MINUTE;
  const load = minutesOf(trace).map(({ atMs, slots }) => [at(atMs), slots] as const);
  const lines = [
    { scaler: assayScaler(capacityDefaults), colour: colours.assay, y: TOP + 14 },
    { scaler: backlogScaler(capacityDefaults), colour: colours.backlog, y: TOP + 30 },
  ].flatMap(({ scaler, colour, y }) => [
    path(
      panel,
      steps(running(trace, scaler).map(({ atMs, slots }) => [at(atMs), slots])),
      `fill="none" stroke="${colour}" stroke-width="2"`,
    ),
    text(panel.left + 10, y, `${scaler.name}: slots that run`, `fill="${colour}"`),
  ]);
  const area = [[panel.x.from, 0] as const, ...steps(load), [panel.x.to, 0] as const];
  return [
    heading(panel, "1,000 submissions before a deadline"),
    path(panel, area, `fill="${colours.load}" stroke="none"`),
    text(panel.left + 10, TOP + 46, "arrivals, in slots that they need", `fill="#57606a"`),
    ...axes(panel),
    ...lines,
  ];
}

/** Each minute's arrivals, as the number of slots that would be busy with them. */
function minutesOf({ uploads }: Trace): { readonly atMs: number; readonly slots: number }[] {
  const minutes = Math.ceil((uploads.at(-1)?.atMs ?? 0) / MINUTE) + 2;
  return Array.from({ length: minutes }, (_, minute) => {
    const own = uploads.filter(({ atMs }) => Math.floor(atMs / MINUTE) === minute);
    return { atMs: minute * MINUTE, slots: own.reduce((sum, { jobMs }) => sum + jobMs, 0) / MINUTE };
  });
}

function running(trace: Trace, scaler: Scaler): { readonly atMs: number; readonly slots: number }[] {
  const { minutes } = play(trace, scaler, { ...defaultWorld, seed: 1 });
  return minutes.map(({ atMs, running }) => ({ atMs, slots: running * defaultWorld.slotsPerHost }));
}

function waitAgainstCost(rows: readonly Row[]): string[] {
  const panel: Panel = {
    left: 530,
    right: WIDTH - 24,
    x: { label: "dollars per 1,000 submissions", from: 0, to: 2.5, ticks: [0, 0.5, 1, 1.5, 2, 2.5] },
    y: { label: "p95 wait, seconds", from: 0.7, to: 1_500, ticks: [1, 10, 100, 1_000], logarithmic: true },
  };
  const points = rows.flatMap(({ scaler, usdPer1000, p95WaitS }) => {
    const [x, y] = place(panel, usdPer1000, p95WaitS);
    const colour =
      scaler === "assay" ? colours.assay : scaler.startsWith("fixed") ? colours.fixed : colours.backlog;
    // The cheap ones have room to their right, the dear ones to their left, and the last only above.
    const anchor = usdPer1000 > 1.8 ? "middle" : usdPer1000 > 1 ? "end" : "start";
    const dx = { start: 8, end: -8, middle: 0 }[anchor];
    const dy = anchor === "middle" ? -9 : 4;
    return [
      `<circle cx="${x}" cy="${y}" r="4.5" fill="${colour}"/>`,
      text(x + dx, y + dy, scaler, `fill="${colour}" text-anchor="${anchor}"`),
    ];
  });
  const [left, goal] = place(panel, panel.x.from, 30);
  return [
    heading(panel, "What waiting less costs"),
    ...axes(panel),
    `<line x1="${left}" y1="${goal}" x2="${panel.right}" y2="${goal}" stroke="#57606a" stroke-dasharray="4 3"/>`,
    `<text x="${panel.right}" y="${goal - 4}" fill="#57606a" text-anchor="end">goal: 30 s</text>`,
    ...points,
  ];
}

function axes(panel: Panel): string[] {
  const { left, right, x, y } = panel;
  const grid = y.ticks.flatMap((tick) => {
    const [, at] = place(panel, x.from, tick);
    return [
      `<line x1="${left}" y1="${at}" x2="${right}" y2="${at}" stroke="#d8dee4"/>`,
      text(left - 6, at + 4, String(tick), `fill="#57606a" text-anchor="end"`),
    ];
  });
  const marks = x.ticks.map((tick) =>
    text(place(panel, tick, y.from)[0], BOTTOM + 18, String(tick), `fill="#57606a" text-anchor="middle"`),
  );
  return [
    ...grid,
    ...marks,
    text((left + right) / 2, BOTTOM + 38, x.label, `fill="#57606a" text-anchor="middle"`),
    text(left - 6, TOP - 8, y.label, `fill="#57606a"`),
  ];
}

function heading({ left }: Panel, words: string): string {
  return text(left, 20, words, `fill="#1f2328" font-weight="bold"`);
}

function text(x: number, y: number, words: string, attributes: string): string {
  return `<text x="${tenths(x)}" y="${tenths(y)}" ${attributes}>${words}</text>`;
}

type Point = readonly [x: number, y: number];

/** A value stays until the next: horizontal, then vertical. */
function steps(points: readonly Point[]): Point[] {
  return points.flatMap(([x, y], index): Point[] => {
    const before = points[index - 1];
    return before === undefined
      ? [[x, y]]
      : [
          [x, before[1]],
          [x, y],
        ];
  });
}

function path(panel: Panel, points: readonly Point[], attributes: string): string {
  const shown = points.filter(([x]) => x >= panel.x.from && x <= panel.x.to);
  const moves = shown.map(([x, y], index) => `${index === 0 ? "M" : "L"}${place(panel, x, y).join(" ")}`);
  return `<path d="${moves.join("")}" ${attributes}/>`;
}

function place({ left, right, x, y }: Panel, atX: number, atY: number): Point {
  const share = ({ from, to, logarithmic }: Axis, value: number) =>
    logarithmic === true
      ? (Math.log(value) - Math.log(from)) / (Math.log(to) - Math.log(from))
      : (value - from) / (to - from);
  return [tenths(left + share(x, atX) * (right - left)), tenths(BOTTOM - share(y, atY) * (BOTTOM - TOP))];
}

/** Of a pixel, so that no machine's last bit is seen. */
function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
