import { expect, it } from "vitest";
import { faultNames } from "#test/soak/faults/schedule.ts";
import { runSoak } from "#test/soak/run-soak.ts";

it("loses no job and does none twice, whatever goes wrong, and leaves nothing behind", async () => {
  const report = await runSoak({
    seed: 1,
    length: { jobs: 200 },
    realEvery: 10,
    patienceMs: 200_000,
    say: () => undefined,
  });

  expect(report.violations).toEqual([]);
  expect(Object.keys(report.faults).toSorted()).toEqual(faultNames.toSorted());
  expect(report.jobs).toBe(200);
});
