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

  it("does not wait to be given up", () => {
    expect(redeliverySeconds(queueLimits.maxReceiveCount)).toBe(0);
    expect(redeliverySeconds(queueLimits.maxReceiveCount + 1)).toBe(0);
  });
});
