import { type Segment, segments, type Timeline } from "./timeline.ts";

export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
}

export interface LatencySummary {
  readonly runs: number;
  readonly total: Quantiles;
  /** `share` is of the sum of all segments' medians. */
  readonly segments: Readonly<Record<Segment, Quantiles & { readonly share: number }>>;
  /** Where most of the time goes, the program itself left out. */
  readonly dominant: Segment;
}

export function summarise(timelines: readonly Timeline[]): LatencySummary {
  const quantilesOf = (name: Segment | "total") => quantiles(timelines.map((timeline) => timeline[name]));
  const sum = segments.reduce((total, name) => total + quantilesOf(name).p50, 0);
  const entry = (name: Segment) => {
    const own = quantilesOf(name);
    return { ...own, share: own.p50 / sum };
  };
  return {
    runs: timelines.length,
    total: quantilesOf("total"),
    segments: {
      upload: entry("upload"),
      event: entry("event"),
      accept: entry("accept"),
      queue: entry("queue"),
      fetch: entry("fetch"),
      sandbox: entry("sandbox"),
      program: entry("program"),
      agent: entry("agent"),
      commit: entry("commit"),
    },
    dominant: segments
      .filter((name) => name !== "program")
      .reduce((worst, name) => (quantilesOf(name).p50 > quantilesOf(worst).p50 ? name : worst)),
  };
}

/** By the nearest rank; of 20 runs the 95th percentile is the second slowest. */
function quantiles(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95) };
}

const meaning: Readonly<Record<Segment, string>> = {
  upload: "PutObject, as the uploader sees it",
  event: "S3 event to the function that accepts it, through EventBridge and the queue",
  accept: "the function: key, limits, pinning, the job into its queue",
  queue: "until a slot of the runner begins",
  fetch: "the runner reads the submission and its release",
  sandbox: "taking a sandbox from the pool",
  program: "the student's program, as the sandbox's init measures it",
  agent: "everything else the runner does: unpack, inject, compare, score",
  commit: "reports, result.json and status.json written",
};

export function renderSummary(summary: LatencySummary): string {
  const lines = segments.map((name) => {
    const { p50, p95, share } = summary.segments[name];
    return row(name, { p50, p95 }, `${Math.round(share * 100)} %`.padStart(5), meaning[name]);
  });
  return [
    `upload → result, ${summary.runs} runs one after another on a warm local stack, in milliseconds`,
    `${"".padEnd(9)}${"p50".padStart(8)}${"p95".padStart(8)}  share`,
    ...lines,
    row("total", summary.total, "     ", "upload begun until the result is there"),
    `Besides the program, most of it is: ${summary.dominant} (${meaning[summary.dominant]}).`,
  ].join("\n");
}

function row(name: string, { p50, p95 }: Quantiles, share: string, words: string): string {
  return `${name.padEnd(9)}${milliseconds(p50)}${milliseconds(p95)}  ${share}  ${words}`;
}

function milliseconds(ms: number): string {
  return (ms < 10 ? ms.toFixed(1) : String(Math.round(ms))).padStart(8);
}
