import type { Change } from "./change.ts";

/** What a whole dry run comes to; as large as the assignment has tests, however many submissions there are. */
export interface Tally {
  compared: number;
  gained: number;
  lost: number;
  /** Same score, but other tests or another reason. */
  otherwise: number;
  /** No result to compare with, or the upload is kept no longer. */
  skipped: number;
  /** Could not be graded here, for a fault of this machine or the storage. */
  failed: number;
  /** Sums, where no score counts as 0. */
  pointsBefore: number;
  pointsAfter: number;
  readonly tests: Map<string, { gained: number; lost: number }>;
}

export function newTally(): Tally {
  return {
    compared: 0,
    gained: 0,
    lost: 0,
    otherwise: 0,
    skipped: 0,
    failed: 0,
    pointsBefore: 0,
    pointsAfter: 0,
    tests: new Map(),
  };
}

export function addTo(tally: Tally, change: Change, isDifferent: boolean): void {
  const { delta, before, after, tests } = change;
  tally.compared++;
  tally.pointsBefore += before.score ?? 0;
  tally.pointsAfter += after.score ?? 0;
  if (delta > 0) tally.gained++;
  else if (delta < 0) tally.lost++;
  else if (isDifferent) tally.otherwise++;
  for (const test of tests) {
    const counts = tally.tests.get(test.path) ?? { gained: 0, lost: 0 };
    if (test.status === "improved") counts.gained++;
    if (test.status === "regressed") counts.lost++;
    tally.tests.set(test.path, counts);
  }
}
