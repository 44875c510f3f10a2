/** Milliseconds of repeated runs of one operation. */
export interface Sample {
  readonly what: string;
  readonly how: string;
  readonly ms: readonly number[];
  /** Of what was moved, where something was. */
  readonly bytes?: number;
}

export interface Row {
  readonly what: string;
  readonly how: string;
  readonly n: number;
  readonly minMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly mibPerSecond: number | null;
}

export function rowOf({ what, how, ms, bytes }: Sample): Row {
  const sorted = [...ms].sort((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN);
  const p50Ms = at(0.5);
  const mibPerSecond = bytes === undefined ? null : round(bytes / 1024 / 1024 / (p50Ms / 1000));
  return {
    what,
    how,
    n: ms.length,
    minMs: round(sorted[0] ?? Number.NaN),
    p50Ms,
    p95Ms: at(0.95),
    mibPerSecond,
  };
}

export function median(values: readonly number[]): number {
  return rowOf({ what: "", how: "", ms: values }).p50Ms;
}

export function renderRows(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.what,
    row.how,
    String(row.n),
    String(row.minMs),
    String(row.p50Ms),
    String(row.p95Ms),
    row.mibPerSecond === null ? "" : String(row.mibPerSecond),
  ]);
  const table = [["what", "how", "n", "min ms", "p50 ms", "p95 ms", "MiB/s"], ...cells];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export async function timed(action: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await action();
  return performance.now() - startedAt;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
