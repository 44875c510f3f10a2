import type { Deadline } from "#core/capacity/facts.ts";
import { type Random, seeded } from "./random.ts";

/** What is uploaded and when, in milliseconds from the begin of the trace. */
export interface Trace {
  readonly name: string;
  readonly about: string;
  readonly uploads: readonly Upload[];
  readonly deadlines: readonly Deadline[];
  /** Waits are counted of these uploads only, where some are there to be in the way. */
  readonly counts: (upload: Upload) => boolean;
}

export interface Upload {
  readonly atMs: number;
  readonly student: string;
  readonly queue: "grading" | "regrading";
  readonly jobMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MEAN_JOB_MS = 10_000;
/** Half of the jobs take less than 9 s, one in twenty more than 20 s. */
const SPREAD = 0.5;
const rushOf = { exam: MINUTE, deadline: 10 * MINUTE };

export const traces: readonly Trace[] = [
  steadyTrace(),
  deadlineTrace(),
  examTrace(),
  regradeTrace(),
  resubmitTrace(),
];

function steadyTrace(): Trace {
  const random = seeded(1);
  return {
    name: "steady",
    about: "600 submissions an hour for four hours, from an idle system",
    uploads: normal(random, { count: 2_400, fromMs: 0, lengthMs: 4 * HOUR }),
    deadlines: [],
    counts: () => true,
  };
}

/** The last ten minutes before a deadline: more and more of them. */
export function deadlineTrace(expected = 1_000): Trace {
  const random = seeded(2);
  const dueAtMs = 30 * MINUTE;
  const uploads = Array.from({ length: 1_000 }, (_, index) =>
    upload(random, {
      atMs: dueAtMs - rushOf.deadline * (1 - Math.sqrt(random.uniform())),
      student: `s${index}`,
    }),
  );
  return {
    name: "deadline",
    about: "1,000 submissions in the last ten minutes before a deadline, more and more of them",
    uploads: inOrder(uploads),
    deadlines: [{ dueAtMs, seats: expected, rushMs: rushOf.deadline }],
    counts: () => true,
  };
}

/** Everybody hands in when time is called. `rushMs`: what the instructor said of it. */
export function examTrace(rushMs: number = rushOf.exam): Trace {
  const random = seeded(3);
  const dueAtMs = 30 * MINUTE;
  const uploads = random
    .arrivals(600, MINUTE)
    .map((atMs, index) => upload(random, { atMs: dueAtMs - MINUTE + atMs, student: `s${index}` }));
  return {
    name: "exam",
    about: "600 seats, all of which hand in within the last 60 s",
    uploads,
    deadlines: [{ dueAtMs, seats: 600, rushMs }],
    counts: () => true,
  };
}

function regradeTrace(): Trace {
  const random = seeded(4);
  const regrades = Array.from({ length: 15_000 }, (_, index) => ({
    ...upload(random, { atMs: 20 * MINUTE + index, student: `s${index % 500}` }),
    queue: "regrading" as const,
  }));
  const beside = normal(random, { count: 800, fromMs: 0, lengthMs: 80 * MINUTE });
  return {
    name: "regrade",
    about: "15,000 regrades at once beside 600 submissions an hour; waits are those of the submissions",
    uploads: inOrder([...beside, ...regrades]),
    deadlines: [],
    counts: ({ queue }) => queue === "grading",
  };
}

function resubmitTrace(): Trace {
  const random = seeded(5);
  const storm = Array.from({ length: 500 }, (_, index) =>
    upload(random, { atMs: 20 * MINUTE + index * 100, student: "storm" }),
  );
  const beside = normal(random, { count: 900, fromMs: 0, lengthMs: HOUR });
  return {
    name: "resubmit",
    about: "500 uploads of one student in 50 s beside 900 submissions an hour; waits are those of the others",
    uploads: inOrder([...beside, ...storm]),
    deadlines: [],
    counts: ({ student }) => student !== "storm",
  };
}

function normal(
  random: Random,
  span: { readonly count: number; readonly fromMs: number; readonly lengthMs: number },
): Upload[] {
  return random
    .arrivals(span.count, span.lengthMs)
    .map((atMs, index) => upload(random, { atMs: span.fromMs + atMs, student: `n${index % 300}` }));
}

function upload(random: Random, { atMs, student }: Pick<Upload, "atMs" | "student">): Upload {
  const jobMs = Math.min(120_000, Math.max(500, random.lognormal(MEAN_JOB_MS, SPREAD)));
  return { atMs: Math.round(atMs), student, queue: "grading", jobMs: Math.round(jobMs) };
}

function inOrder(uploads: readonly Upload[]): Upload[] {
  return uploads.toSorted((one, other) => one.atMs - other.atMs);
}
