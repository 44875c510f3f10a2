import { describe, expect, it } from "vitest";
import { queueLimits } from "#core/limits.ts";
import { redeliverySeconds } from "#runner/consume/backoff.ts";

describe("a job that met a fault", () => {
  it("comes again at once, for most faults pass at once", () => {
    expect(redeliverySeconds(1)).toBe(2);
  });

  it("has its last delivery when two minutes have passed, so that a fault as long as that costs no grade", () => {
    const waits = Array.from({ length: queueLimits.maxReceiveCount - 1 }, (_, n) => redeliverySeconds(n + 1));
    expect(waits.reduce((sum, seconds) => sum + seconds, 0)).toBeGreaterThan(120);
  });

  it("never waits longer than SQS allows, or than a student would", () => {
    expect(redeliverySeconds(1_000)).toBe(300);
  });
});
