import * as z from "zod";

const Row = z.strictObject({
  what: z.string(),
  how: z.string(),
  n: z.int(),
  minMs: z.number(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  mibPerSecond: z.number().nullable(),
});

const JobRow = z.strictObject({
  how: z.string(),
  slots: z.int(),
  jobs: z.int(),
  jobsPerMinute: z.number(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  cpuMs: z.number(),
  phases: z.strictObject({
    readyMs: z.number(),
    injectMs: z.number(),
    programsMs: z.number(),
    endMs: z.number(),
  }),
});

/** What `npm run bench -- sandbox --json` prints, and what the page on performance is made of. */
export const Report = z.strictObject({
  benchmark: z.literal("sandbox"),
  measuredAt: z.iso.datetime(),
  machine: z.strictObject({
    processors: z.string(),
    memoryGiB: z.number(),
    kernel: z.string(),
    node: z.string(),
    runsc: z.string(),
    load: z.number(),
  }),
  rows: z.array(Row),
  jobs: z.array(JobRow),
  skipped: z.array(z.string()),
  idle: z.strictObject({ sandboxes: z.int(), memoryMiB: z.number(), cpuMsPerSecond: z.number() }),
  grownMiB: z.record(z.string(), z.number()),
});
export type Report = z.infer<typeof Report>;

/** Throws when the report has no such row. */
export function rowOfReport({ rows }: Report, what: string, how: string): Report["rows"][number] {
  const row = rows.find((row) => row.what === what && row.how === how);
  if (row === undefined) throw new Error(`the report has no row for ${what} by ${how}`);
  return row;
}
