import { describe, expect, it } from "vitest";
import { renderSummary, summarise } from "../../../bench/latency/summary.ts";
import type { Timeline } from "../../../bench/latency/timeline.ts";

describe("the summary of a latency benchmark", () => {
  it("takes medians and the second slowest of twenty runs, by nearest rank", () => {
    const runs = Array.from({ length: 20 }, (_, index) => timeline({ queue: index + 1 }));

    const summary = summarise(runs.toReversed());

    expect(summary.runs).toBe(20);
    expect(summary.segments.queue).toMatchObject({ p50: 10, p95: 19 });
  });

  it("names what dominates, the program itself left out", () => {
    const summary = summarise([timeline({ program: 100, queue: 7, commit: 9 })]);

    expect(summary.dominant).toBe("commit");
    expect(renderSummary(summary)).toContain("most of it is: commit");
  });

  it("gives shares that add up to the whole", () => {
    const { segments } = summarise([timeline({ program: 60, queue: 30, accept: 10 })]);

    expect(segments.program.share).toBeCloseTo(0.6);
    expect(Object.values(segments).reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });
});

function timeline(part: Partial<Timeline>): Timeline {
  const none = {
    upload: 0,
    event: 0,
    accept: 0,
    queue: 0,
    fetch: 0,
    sandbox: 0,
    program: 0,
    agent: 0,
    commit: 0,
  };
  return { ...none, total: 0, ...part };
}
