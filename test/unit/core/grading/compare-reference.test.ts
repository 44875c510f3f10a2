import { describe, expect, it } from "vitest";
import type { Reference } from "#core/assignment/reference.ts";
import { referenceProblem } from "#core/grading/compare-reference.ts";
import { graded, rejected, testResult } from "#test/unit/core/report/results.ts";

const tests = [
  testResult({ id: "sum", score: 100 }),
  testResult({ id: "product", score: 50 }),
  testResult({ id: "empty", score: 0 }),
];
const result = graded(tests);

function expecting(
  score: number,
  more: { tolerance?: number; tests?: Record<string, number> } = {},
): Reference {
  return { path: "a.py", expected: { outcome: "graded", score, tolerance: 0, tests: {}, ...more } };
}

const toBeRejected: Reference = { path: "a.py", expected: { outcome: "rejected" } };

describe("a reference", () => {
  it("is as expected within its tolerance, and within what floating point leaves", () => {
    expect(referenceProblem(expecting(50), result)).toBeUndefined();
    expect(referenceProblem(expecting(45, { tolerance: 5 }), result)).toBeUndefined();
    expect(referenceProblem(expecting(100), { ...result, score: 99.99999999999999 })).toBeUndefined();
  });

  it("that got too little names the tests that lost points, and too much those that have some", () => {
    expect(referenceProblem(expecting(80), result)).toBe(
      "expected the score 80, but it got 50; the test 'product' got 50; the test 'empty' got 0",
    );
    expect(referenceProblem(expecting(10, { tolerance: 2 }), result)).toBe(
      "expected the score 10 ± 2, but it got 50; the test 'sum' got 100; the test 'product' got 50",
    );
  });

  it("names the very tests that differ where it says what each should give, also when the sum is right", () => {
    expect(referenceProblem(expecting(80, { tests: { empty: 100, sum: 100 } }), result)).toBe(
      "expected the score 80, but it got 50; the test 'empty' got 0 and 100 was expected",
    );
    expect(referenceProblem(expecting(50, { tests: { sum: 0 } }), result)).toBe(
      "the test 'sum' got 100 and 0 was expected",
    );
  });

  it("suspects no test that gave what it should", () => {
    expect(referenceProblem(expecting(80, { tests: { empty: 0 } }), result)).toBe(
      "expected the score 80, but it got 50; the test 'product' got 50",
    );
  });

  it("must be rejected where that is expected, and only there", () => {
    expect(referenceProblem(toBeRejected, rejected())).toBeUndefined();
    expect(referenceProblem(toBeRejected, result)).toBe("expected to be rejected, but it got the score 50");
    expect(referenceProblem(expecting(50), rejected())).toMatch(
      /^expected the score 50, but it was rejected: /,
    );
  });

  it("names ten tests, and how many more", () => {
    const many = Array.from({ length: 30 }, (_, index) => testResult({ id: `t${index}`, score: 0 }));
    const problem = referenceProblem(expecting(100), { ...result, tests: many });
    expect(problem?.split("; ")).toHaveLength(11);
    expect(problem).toMatch(/; and 21 more$/);
  });
});
