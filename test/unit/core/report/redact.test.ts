import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formats } from "#cli/render/formats.ts";
import type { GradingResult, TestResult } from "#core/grading/result.ts";
import { redactResult } from "#core/report/redact.ts";
import { renderTerminal } from "#core/report/terminal.ts";
import { facts, graded, rejected, testResult } from "#test/unit/core/report/results.ts";

const secret = "TOP-SECRET";

/** A test whose every detail has the secret. */
function secretTest(changes: Partial<TestResult>): TestResult {
  const output = { text: `${secret}\n`, truncated: false };
  const message = `expected ${secret}`;
  const comparison = { expected: `${secret}\n1`, actual: `${secret}\n2`, lines: "exact" as const };
  return testResult({
    name: "edge",
    message,
    comparison,
    stdout: output,
    stderr: output,
    facts: { ...facts, startError: secret },
    ...changes,
  });
}

const renderings: Readonly<Record<string, (result: GradingResult) => string>> = {
  ...formats,
  terminal: (result) => renderTerminal(result, { color: true }),
};

describe("a test that is not for the student's eyes", () => {
  const anyTest = fc.record({
    visibility: fc.constantFrom<TestResult["visibility"]>("hidden", "after_due"),
    score: fc.constantFrom(0, 37, 100),
    category: fc.constantFrom<TestResult["category"]>("base", "bonus", "penalty"),
  });
  const due = fc.constantFrom(undefined, "2026-03-01T10:00:01.001Z", "2027-01-01T00:00:00+01:00");

  it.each(Object.keys(renderings))("has no detail in the published result as %s", (name) => {
    fc.assert(
      fc.property(fc.array(anyTest, { minLength: 1, maxLength: 5 }), due, (tests, dueAt) => {
        const result = graded(tests.map(secretTest), { dueAt });
        expect(renderings[name]?.(redactResult(result))).not.toContain(secret);
      }),
    );
  });

  it.each(Object.keys(renderings).filter((name) => name !== "result"))(
    "has no detail as %s of a result as it was graded, either",
    (name) => {
      const result = graded([secretTest({ visibility: "hidden" }), secretTest({ visibility: "after_due" })]);
      expect(renderings[name]?.(result)).not.toContain(secret);
    },
  );

  it("keeps its name, its score and what it cost, and says why there is no more", () => {
    const [test] = redacted([secretTest({ visibility: "hidden", score: 37, lostPoints: 12.5 })]);
    expect(test).toMatchObject({ name: "edge", score: 37, lostPoints: 12.5 });
    expect(test?.message).toBe("The details of this test are not shown.");
  });

  it.each(["2026-03-01T10:00:01Z", "2026-03-01T07:00:00-03:00"])(
    "is told of when it was due at %s",
    (dueAt) => {
      const result = graded([secretTest({ visibility: "after_due" })], { dueAt });
      expect(redactResult(result)).toEqual(result);
      for (const render of Object.values(renderings)) expect(render(result)).toContain(secret);
    },
  );

  it("hides nothing of what is visible, and nothing of a result without a grade", () => {
    const visible = graded([testResult()]);
    expect(redactResult(visible)).toEqual(visible);
    expect(redactResult(rejected())).toEqual(rejected());
  });

  function redacted(tests: readonly TestResult[]): readonly TestResult[] {
    const result = redactResult(graded(tests));
    return result.outcome === "graded" ? result.tests : [];
  }
});
