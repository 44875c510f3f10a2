import type { GradingResult, PhaseTimes } from "#core/grading/result.ts";

export interface Row {
  readonly name: string;
  readonly result: GradingResult;
  readonly wallMs: number;
}

const phases = [
  ["fetch", "fetchMs"],
  ["unpack", "unpackMs"],
  ["bundle", "bundleMs"],
  ["take", "takeMs"],
  ["inject", "injectMs"],
  ["setup", "setupMs"],
  ["tests", "testsMs"],
  ["total", "totalMs"],
] as const satisfies readonly (readonly [string, keyof PhaseTimes])[];

/** One line a grading; times in milliseconds, of the runner's phases and of the whole way. */
export function renderTable(rows: readonly Row[]): string {
  const header = [
    "submission",
    "outcome",
    "score",
    "injection",
    ...phases.map(([name]) => name),
    "upload→result",
  ];
  const lines = rows.map(({ name, result, wallMs }) => [
    name,
    result.outcome,
    result.outcome === "graded" ? String(Math.round(result.score * 100) / 100) : "–",
    result.sandbox?.injection ?? "–",
    ...phases.map(([, phase]) => milliseconds(result.phases?.[phase])),
    `${Math.round(wallMs)} ms`,
  ]);
  const table = [header, ...lines];
  const widths = header.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  return table
    .map((line) =>
      line
        .map((cell, column) =>
          column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  "),
    )
    .join("\n");
}

function milliseconds(ms: number | undefined): string {
  if (ms === undefined) return "–";
  return ms < 10 ? ms.toFixed(1) : String(Math.round(ms));
}
