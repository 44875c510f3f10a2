import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  faultName,
  faultNames,
  faultSchedule,
  type ScheduledFault,
  spacingFor,
} from "#test/soak/faults/schedule.ts";

function faultsWithin(seed: number, jobs: number): readonly ScheduledFault[] {
  const within: ScheduledFault[] = [];
  for (const each of faultSchedule(seed, spacingFor({ jobs }))) {
    if (each.atJob >= jobs) return within;
    within.push(each);
  }
  return within;
}

const seeds = fc.integer({ min: 1, max: 2 ** 31 });

it("has every kind of fault happen in 200 jobs, whatever the seed", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const names = new Set(faultsWithin(seed, 200).map(({ fault }) => faultName(fault)));
      expect([...names].toSorted()).toEqual(faultNames.toSorted());
    }),
    { numRuns: 25 },
  );
});

it("is decided by the seed", () => {
  expect(faultsWithin(7, 2_000)).toEqual(faultsWithin(7, 2_000));
  expect(faultsWithin(7, 2_000)).not.toEqual(faultsWithin(8, 2_000));
});

it("is in the order of jobs", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const jobs = faultsWithin(seed, 1_000).map(({ atJob }) => atJob);
      expect(jobs).toEqual(jobs.toSorted((one, other) => one - other));
    }),
    { numRuns: 25 },
  );
});
