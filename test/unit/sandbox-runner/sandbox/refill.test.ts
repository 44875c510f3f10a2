import { expect, it } from "vitest";
import { refillByDemand, type PoolState } from "#runner/sandbox/refill.ts";

const state = (lent: number, idle: number): PoolState => ({ lent, idle, target: 4, event: "taken" });

it("boots when no job runs, whatever the queue has", () => {
  const refill = refillByDemand({ slots: 2, jobsWait: () => false });

  expect(refill(state(0, 0))).toBe(true);
  expect(refill(state(0, 3))).toBe(true);
});

it("boots beside a job when a slot is free and none is left: a job can come", () => {
  const refill = refillByDemand({ slots: 2, jobsWait: () => false });

  expect(refill(state(1, 0))).toBe(true);
  expect(refill(state(1, 1))).toBe(false);
});

it("boots while every slot works only where jobs wait for them", () => {
  let waiting = false;
  const refill = refillByDemand({ slots: 2, jobsWait: () => waiting });

  expect(refill(state(2, 0))).toBe(false);
  waiting = true;
  expect(refill(state(2, 0))).toBe(true);
  expect(refill(state(2, 1))).toBe(false);
});
