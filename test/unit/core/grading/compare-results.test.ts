import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareScores, readScores, type Scores } from "#core/grading/compare-results.ts";
import { gradedResult } from "#test/support/results.ts";
import { testResult } from "#test/unit/core/report/results.ts";

function scores(score: number, tests: Readonly<Record<string, number>> = {}): Scores {
  return { score, tests: new Map(Object.entries(tests)) };
}

describe("what changed from one grading to another", () => {
  it("is said of every test, the head's first and in its order", () => {
    const { tests } = compareScores(
      scores(60, { "base/c": 100, "base/a": 50, "base/b": 0, "base/new": 10 }),
      scores(50, { "base/a": 50, "base/b": 100, "base/c": 40, "base/old": 5 }),
    );
    expect(tests).toEqual([
      { path: "base/c", status: "improved", baseline: 40, head: 100, delta: 60 },
      { path: "base/a", status: "unchanged", baseline: 50, head: 50, delta: 0 },
      { path: "base/b", status: "regressed", baseline: 100, head: 0, delta: -100 },
      { path: "base/new", status: "introduced", head: 10 },
      { path: "base/old", status: "removed", baseline: 5 },
    ]);
  });

  it.each([
    [50.004, 50, 0, false],
    [50.006, 50, 0.01, true],
    [50.125, 50, 0.12, true],
    [50.375, 50, 0.38, true],
    [50, 50.125, -0.12, false],
    [49.996, 50, 0, false],
  ])("from %d against %d is %d", (head, baseline, delta, improved) => {
    expect(compareScores(scores(head), scores(baseline))).toMatchObject({ scoreDelta: delta, improved });
  });
});

describe("the scores of an earlier grading", () => {
  const node = {
    name: "base",
    tests: [{ name: "t", score: 30 }],
    subjects: [{ name: "S", tests: [{ name: "s", score: 90 }] }],
  };
  const tree = { final_score: 40, children: { base: node } };

  it.each([
    ["a tree", tree],
    ["a tree below 'root'", { root: tree }],
    [
      "a tree below 'tree', its score beside it",
      { final_score: 40, tree: { children: { base: node, bonus: null } } },
    ],
    ["its categories alone", { final_score: 40, base: node }],
  ])("are read of %s of the reference system", (_, value) => {
    expect(readScores(value)).toEqual(scores(40, { "base/S/s": 90, "base/t": 30 }));
  });

  it("are read of a result of ours", () => {
    expect(readScores(gradedResult({ score: 70, tests: [testResult()] }))).toEqual(
      scores(70, { "base/two numbers": 0 }),
    );
  });

  it.each([
    ["nothing", null],
    ["a score that is none", { ...tree, final_score: 1_000 }],
    ["a test without a score", { final_score: 1, children: { base: { tests: [{ name: "t" }] } } }],
    ["no base", { final_score: 1, children: { bonus: node } }],
  ])("are unknown of %s", (_, value) => {
    expect(readScores(value)).toBeUndefined();
  });

  it("are unknown of what is too deep, and of anything else without an exception", () => {
    let deep: unknown = node;
    for (let level = 0; level < 5_000; level += 1) deep = { name: "x", subjects: [deep] };
    expect(readScores({ final_score: 1, children: { base: deep } })).toBeUndefined();
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect([undefined, "object"]).toContain(readScores(value) && "object");
      }),
    );
  });
});
