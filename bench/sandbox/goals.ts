import { type Report, rowOfReport } from "./report.ts";

export interface Goal {
  readonly what: string;
  readonly limit: number;
  readonly unit: "ms" | "MiB" | "ms/s" | "×";
  /** Whether more is better. */
  readonly atLeast: boolean;
  readonly measured: number;
}

export function isMet({ measured, limit, atLeast }: Goal): boolean {
  return atLeast ? measured >= limit : measured <= limit;
}

/** What was promised, beside what was measured. Jobs are compared with the better one of Docker's ways, if any ran. */
export function goalsOf(report: Report): readonly Goal[] {
  const row = (what: string, how: string) => rowOfReport(report, what, how);
  const p50 = (what: string, how: string) => row(what, how).p50Ms;
  const p95 = (what: string, how: string) => row(what, how).p95Ms;
  const stream = (what: string, rival: string) => p50(what, rival) / p50(what, "stream");
  const exec = "runsc exec tar -x";
  return [
    atMost("1 MiB streamed into a warm sandbox, p95", 10, "ms", p95("inject 1 MiB", "stream")),
    atMost("10 MiB streamed into a warm sandbox, p95", 25, "ms", p95("inject 10 MiB", "stream")),
    faster("1 MiB streamed, against `runsc exec tar -x`", 10, stream("inject 1 MiB", exec)),
    faster("10 MiB streamed, against `runsc exec tar -x`", 4, stream("inject 10 MiB", exec)),
    faster("1 MiB streamed, against the base64-exec path", 20, stream("inject 1 MiB", "base64-exec")),
    faster("10 MiB streamed, against the base64-exec path", 10, stream("inject 10 MiB", "base64-exec")),
    atMost("100 MiB mounted, p50", 5, "ms", p50("inject 100 MiB", "mounted")),
    atMost("1 GiB mounted, p50", 5, "ms", p50("inject 1 GiB", "mounted")),
    atMost("memory that 1 GiB takes, mounted and opened", 1, "MiB", report.grownMiB["1 GiB"] ?? Number.NaN),
    atMost("taken from the pool and answering, p50", 3, "ms", p50("ready", "pool")),
    atMost("taken from the pool, to the end of `true`, p50", 25, "ms", p50("ready and first `true`", "pool")),
    atMost("`true` in a warm sandbox, p50", 15, "ms", p50("`true`", "init")),
    faster("`true`, against `runsc exec`", 2, p50("`true`", "runsc exec") / p50("`true`", "init")),
    atMost(
      "`python3 -c pass`, against no sandbox",
      3,
      "×",
      p50("`python3 -c pass`", "init") / p50("`python3 -c pass`", "no sandbox"),
    ),
    atMost("destroyed, nothing left, p95", 25, "ms", p95("destroy", "kill and clean up")),
    atMost("memory of an idle sandbox", 20, "MiB", report.idle.memoryMiB),
    atMost("processor time of an idle sandbox", 1, "ms/s", report.idle.cpuMsPerSecond),
    ...jobGoals(report),
  ];
}

function jobGoals({ jobs }: Report): Goal[] {
  const one = (how: string) => jobs.find((row) => row.slots === 1 && row.how === how)?.p50Ms ?? Number.NaN;
  const rivals = jobs.filter(({ how }) => how.startsWith("Docker"));
  return [
    atMost("a job, one at a time, against bare processes, p50", 3, "×", one("Assay") / one("bare processes")),
    ...jobs
      .filter(({ how }) => how === "Assay" && rivals.length > 0)
      .map(({ slots, jobsPerMinute }) => {
        const best = rivals.filter((row) => row.slots === slots).map((row) => row.jobsPerMinute);
        const name = `jobs a minute, ${slots} at a time, against the better Docker`;
        return faster(name, 4.5, jobsPerMinute / Math.max(...best));
      }),
  ];
}

function atMost(what: string, limit: number, unit: Goal["unit"], measured: number): Goal {
  return { what, limit, unit, atLeast: false, measured };
}

function faster(what: string, limit: number, measured: number): Goal {
  return { what, limit, unit: "×", atLeast: true, measured };
}
