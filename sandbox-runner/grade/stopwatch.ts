import type { PhaseTimes } from "#core/grading/result.ts";

type Phase = Exclude<keyof PhaseTimes, "totalMs">;

/** Times of the phases of one piece of work, by a monotonic clock. */
export interface Stopwatch {
  /** Runs the phase; its time counts also when it rejects. */
  measure<T>(phase: Phase, work: () => T | Promise<T>): Promise<T>;
  /** What was measured so far; the total counts from the start of the stopwatch. */
  times(): PhaseTimes;
}

export function startStopwatch(clock: () => number): Stopwatch {
  const startedAt = clock();
  const phases: Partial<Record<Phase, number>> = {};
  return {
    async measure(phase, work) {
      const from = clock();
      try {
        return await work();
      } finally {
        phases[phase] = rounded(clock() - from);
      }
    },
    times: () => ({ ...phases, totalMs: rounded(clock() - startedAt) }),
  };
}

/** Hundredths of a millisecond: what is beyond is noise. */
function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
