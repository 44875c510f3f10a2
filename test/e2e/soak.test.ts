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
  // A fault waits for its moment, which need not come while so few jobs are done.
  const missed = faultNames.filter((name) => !(name in report.faults));
  expect(missed.length, `never happened: ${missed.join(", ")}`).toBeLessThanOrEqual(2);
  expect(report.jobs).toBe(200);
});
