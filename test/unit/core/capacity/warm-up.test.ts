import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rushSlots, warmUpSlots } from "#core/capacity/warm-up.ts";

const MINUTE = 60_000;
const dueAtMs = Date.parse("2026-12-01T12:00:00Z");
const warmUp = { targetWaitMs: 30_000, warmUpLeadMs: 4 * MINUTE, jobMs: 10_000 };
const deadline = { dueAtMs, seats: 1_000, rushMs: 10 * MINUTE };

describe("the slots for a rush", () => {
  it("are enough that a fluid of its jobs never waits longer than the target, and no more", () => {
    const rush = fc.record({
      seats: fc.integer({ min: 1, max: 20_000 }),
      rushMs: fc.integer({ min: 10_000, max: 3_600_000 }),
      targetWaitMs: fc.integer({ min: 5_000, max: 300_000 }),
    });
    fc.assert(
      fc.property(rush, ({ seats, rushMs, targetWaitMs }) => {
        const slots = rushSlots({ dueAtMs, seats, rushMs }, { ...warmUp, targetWaitMs });

        expect(longestWaitMs({ seats, rushMs, slots }) / targetWaitMs).toBeCloseTo(1, 1);
      }),
    );
  });

  it("are ordered ahead, follow the arrivals, and are not held beyond the due date", () => {
    const at = (minutes: number) => warmUpSlots(deadline, dueAtMs + minutes * MINUTE, warmUp);

    expect(at(-15)).toBe(0);
    expect(at(-14)).toBe(0);
    // Six minutes before it is due, the slots for two minutes before it: 1,000 × 2 × 0.8 / 600 s × 10 s, or the most.
    expect(at(-12)).toBeCloseTo((2 * 1_000 * 0.2 * 10) / 600, 5);
    expect(at(-6)).toBe(rushSlots(deadline, warmUp));
    expect(at(-0.01)).toBe(rushSlots(deadline, warmUp));
    expect(at(0)).toBe(0);
  });
});

/** By small steps, without the formula. */
function longestWaitMs(rush: {
  readonly seats: number;
  readonly rushMs: number;
  readonly slots: number;
}): number {
  const steps = 20_000;
  const perMs = rush.slots / warmUp.jobMs;
  const stepMs = rush.rushMs / steps;
  let [backlog, longest] = [0, 0];
  for (let step = 0; step < steps; step++) {
    const arrivals = (rush.seats * (2 * step + 1)) / steps ** 2;
    backlog = Math.max(0, backlog + arrivals - perMs * stepMs);
    longest = Math.max(longest, backlog / perMs);
  }
  return longest;
}
