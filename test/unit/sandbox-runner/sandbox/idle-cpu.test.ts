import { describe, expect, it } from "vitest";
import { hotMsPerSecond, idleCpu } from "#runner/sandbox/idle-cpu.ts";

function measured(ticksOfEachWindow: readonly number[]) {
  const windows = ticksOfEachWindow.values();
  let usedMs = 1_000;
  return idleCpu({
    processorMs: () => Promise.resolve(usedMs),
    wait: () => Promise.resolve((usedMs += 10 * (windows.next().value ?? 0))),
  });
}

describe("the processor time of an idle sandbox", () => {
  it("is not a stray tick in one window", async () => {
    expect(await measured([1, 0])).toBeLessThan(hotMsPerSecond);
  });

  it("is what every window shows, in a build that idles hot", async () => {
    expect(await measured([2, 1, 2, 2])).toBe(20);
  });

  it("is nothing at once where nothing is used", async () => {
    expect(await measured([0, 9, 9, 9])).toBe(0);
  });
});
