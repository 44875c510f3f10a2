import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median, renderRows, rowOf } from "../../../../bench/sandbox/sample.ts";
import { takeTurns } from "../../../../bench/sandbox/turns.ts";

describe("the row of a sample", () => {
  it("has median and 95th percentile by nearest rank, in whatever order the runs came", () => {
    const ms = Array.from({ length: 20 }, (_, index) => 20 - index);

    expect(rowOf({ what: "a", how: "b", ms })).toEqual({
      what: "a",
      how: "b",
      n: 20,
      minMs: 1,
      p50Ms: 10,
      p95Ms: 19,
      mibPerSecond: null,
    });
  });

  it("has the throughput of the median run where bytes were moved", () => {
    const moved = { what: "a", how: "b", ms: [500, 250, 1_000], bytes: 10 * 1024 * 1024 };

    expect(rowOf(moved).mibPerSecond).toBe(20);
  });

  it("has percentiles that were measured, in order", () => {
    const runs = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1 });
    fc.assert(
      fc.property(runs, (ms) => {
        const { minMs, p50Ms, p95Ms } = rowOf({ what: "", how: "", ms });
        expect(minMs).toBe(Math.min(...ms));
        expect(ms).toContain(p50Ms);
        expect(ms).toContain(p95Ms);
        expect(median(ms)).toBe(p50Ms);
        expect(p50Ms).toBeLessThanOrEqual(p95Ms);
        expect(ms.filter((one) => one <= p50Ms).length).toBeGreaterThanOrEqual(ms.length / 2);
      }),
    );
  });

  it("is a line of a table whose columns line up", () => {
    const lines = renderRows([rowOf({ what: "long name", how: "b", ms: [1] })]).split("\n");

    expect(lines[0]?.indexOf("how")).toBe(lines[1]?.indexOf("b"));
  });
});

describe("taking turns", () => {
  it("runs each action once a round, and once before that is not counted", async () => {
    const order: string[] = [];
    const action = (name: string) => () => Promise.resolve(void order.push(name));

    const ms = await takeTurns(2, [action("a"), action("b")]);

    expect(order.join("")).toBe("ababab");
    expect(ms.map((all) => all.length)).toEqual([2, 2]);
  });
});
