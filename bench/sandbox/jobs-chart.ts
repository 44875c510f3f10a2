import { phaseNames } from "./contender.ts";
import type { Report } from "./report.ts";
import { bar, colours, pale, picture, text } from "./svg.ts";

const size = { width: 860, height: 330 };
const top = 62;
const bottom = size.height - 40;
const left = { from: 20, to: 500 };
const right = { from: 545, to: 840 };
const shades = { readyMs: "#bf5700", injectMs: "#0969da", programsMs: "#8c959f", endMs: "#1f2328" } as const;
const phaseWords = {
  readyMs: "ready",
  injectMs: "inject 1 MiB",
  programsMs: "5 × python",
  endMs: "end",
} as const;

/** Jobs a minute, and where the time of a job goes. */
export function jobsChart({ jobs }: Report): string {
  return picture(size, "Jobs a minute, and where the time of one goes", [
    ...perMinute(jobs),
    ...whereTimeGoes(jobs.filter(({ slots }) => slots === 1)),
  ]);
}

function perMinute(jobs: Report["jobs"]): string[] {
  const groups = [...new Set(jobs.map(({ slots }) => slots))];
  const ways = [...new Set(jobs.map(({ how }) => how))];
  const most = Math.max(...jobs.map(({ jobsPerMinute }) => jobsPerMinute));
  const groupWidth = (left.to - left.from) / groups.length;
  const barWidth = (groupWidth - 16) / ways.length;
  const bars = jobs.flatMap(({ how, slots, jobsPerMinute }) => {
    const x = left.from + groups.indexOf(slots) * groupWidth + ways.indexOf(how) * barWidth;
    const height = (jobsPerMinute / most) * (bottom - top - 14);
    return [
      bar(x, bottom - height, barWidth - 3, height, colours[how] ?? pale),
      text(
        x + (barWidth - 3) / 2,
        bottom - height - 4,
        String(jobsPerMinute),
        `fill="${pale}" text-anchor="middle" font-size="10"`,
      ),
    ];
  });
  const labels = groups.map((slots, at) =>
    text(
      left.from + (at + 0.5) * groupWidth - 8,
      bottom + 18,
      `${slots} at a time`,
      `fill="${pale}" text-anchor="middle"`,
    ),
  );
  let legendAt = left.from;
  const legend = ways.map((how) => {
    const entry = text(legendAt, 40, how, `fill="${colours[how] ?? pale}" font-size="10"`);
    // About the width of the words.
    legendAt += 16 + how.length * 5.5;
    return entry;
  });
  return [heading(left.from, "Jobs a minute"), ...legend, ...bars, ...labels];
}

function whereTimeGoes(jobs: Report["jobs"]): string[] {
  const longest = Math.max(
    ...jobs.map(({ phases }) => phaseNames.reduce((sum, name) => sum + phases[name], 0)),
  );
  const step = (bottom - top) / jobs.length;
  const scale = (right.to - right.from - 40) / longest;
  const rows = jobs.flatMap(({ how, phases }, at) => {
    const y = top + at * step;
    let x = right.from;
    const parts = phaseNames.map((name) => {
      const part = bar(x, y + 16, phases[name] * scale, 14, shades[name]);
      x += phases[name] * scale;
      return part;
    });
    const sum = Math.round(phaseNames.reduce((total, name) => total + phases[name], 0));
    return [
      text(right.from, y + 11, how),
      ...parts,
      text(x + 5, y + 27, `${sum} ms`, `fill="${pale}" font-size="10"`),
    ];
  });
  const legend = phaseNames.map((name, at) =>
    text(right.from + at * 80, 40, phaseWords[name], `fill="${shades[name]}" font-size="10"`),
  );
  return [heading(right.from, "Where the time of a job goes, one at a time"), ...legend, ...rows];
}

function heading(x: number, words: string): string {
  return text(x, 20, words, `fill="#1f2328" font-weight="bold"`);
}
