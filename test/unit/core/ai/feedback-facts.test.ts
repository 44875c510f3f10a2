import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { feedbackFacts } from "#core/ai/feedback-facts.ts";
import type { TestResult } from "#core/grading/result.ts";
import { facts, testResult } from "#test/unit/core/report/results.ts";

const all = { showPassedTests: true };
const secret = "TOP-SECRET";
const output = { text: secret, truncated: false };

describe("what a model is told of the tests", () => {
  it("is what became of them and why, the most expensive first, without points", () => {
    const crashed = testResult({
      name: "empty list",
      lostPoints: 30,
      message: "The program ended with exit code 1.",
      stderr: { text: "Traceback (most recent call last):\nIndexError: list index\n", truncated: false },
    });
    const tests = [
      testResult({ name: "zero", score: 100, lostPoints: 0, message: "Right." }),
      testResult({ name: "sum", score: 37.5, lostPoints: 5, message: "Half." }),
      crashed,
    ];

    expect(
      feedbackFacts(tests, all)
        .split("\n")
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([
      {
        test: "base/empty list",
        result: "failed",
        message: "The program ended with exit code 1.",
        error: "Traceback (most recent call last):\nIndexError: list index\n",
      },
      { test: "base/sum", result: "partly passed", message: "Half." },
      { test: "base/zero", result: "passed", message: "Right." },
    ]);
    expect(feedbackFacts(tests, { showPassedTests: false })).not.toContain("zero");
  });

  it("is never what was expected or printed, and of hidden tests nothing but name and result", () => {
    const anyTest = fc.record({
      visibility: fc.constantFrom<TestResult["visibility"]>("visible", "hidden", "after_due"),
      score: fc.constantFrom(0, 37, 100),
    });
    fc.assert(
      fc.property(fc.array(anyTest, { maxLength: 5 }), (tests) => {
        const results = tests.map(({ visibility, score }) =>
          testResult({
            visibility,
            score,
            message: visibility === "visible" ? "Differs." : secret,
            stdout: output,
            stderr: visibility === "visible" ? { text: "warning", truncated: false } : output,
            comparison: { expected: secret, actual: secret },
            facts: { ...facts, startError: secret },
          }),
        );
        expect(feedbackFacts(results, all)).not.toContain(secret);
      }),
    );
  });

  it("is bounded, however many tests there are and however much they say", () => {
    const long = "x".repeat(20_000);
    const tests = Array.from({ length: 500 }, (_, index) =>
      testResult({ name: `t${index}`, message: long, stderr: { text: long, truncated: false } }),
    );
    expect(feedbackFacts(tests, all).length).toBeLessThan(200_000);
    expect(feedbackFacts(tests, all).split("\n")).toHaveLength(100);
  });
});
