import * as fc from "fast-check";
import { expect, it } from "vitest";
import { GradingResult, type TestResult } from "#core/grading/result.ts";
import { fitResult } from "#runner/publish/fit-result.ts";
import { gradedResult } from "#test/support/results.ts";

function sizeBytes(result: GradingResult) {
  return Buffer.byteLength(JSON.stringify(result));
}

function testResult(id: number, text: string): TestResult {
  return {
    path: `base/${id}`,
    id: String(id),
    name: "t",
    type: "expect_output",
    category: "base",
    score: 50,
    weight: 1,
    worth: 2,
    lostPoints: 1,
    visibility: "visible",
    message: "m",
    stdout: { text, truncated: false },
    stderr: { text, truncated: false },
    comparison: { expected: text, actual: text },
  };
}

it("leaves a result alone that fits", () => {
  const result = gradedResult({ tests: [testResult(1, "x".repeat(10_000))] });

  expect(fitResult(result)).toBe(result);
});

it("cuts outputs until any result fits, says so, and touches nothing else", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "binary", maxLength: 6_000, size: "max" }), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 16_000, max: 60_000 }),
      (texts, capBytes) => {
        const result = gradedResult({ tests: texts.map((text, index) => testResult(index, text)) });

        const fitted = fitResult(result, capBytes);

        expect(sizeBytes(fitted)).toBeLessThanOrEqual(capBytes);
        expect(GradingResult.parse(fitted)).toEqual(fitted);
        const tests = fitted.outcome === "graded" ? fitted.tests : [];
        expect(tests).toHaveLength(texts.length);
        for (const [index, test] of tests.entries()) {
          const original = texts[index] ?? "";
          const shown = test.stdout?.text ?? "";
          expect(test.stdout?.truncated).toBe(shown.length < original.length);
          const { stdout: _, stderr: __, comparison: ___, ...rest } = test;
          expect(rest).toEqual(withoutOutputs(result.tests[index]));
        }
      },
    ),
    { numRuns: 30 },
  );
});

it("cuts the outputs of setup commands too", () => {
  const { outcome: _, score: __, categories: ___, tests: ____, ...rest } = gradedResult();
  const long = { text: "x".repeat(50_000), truncated: false };
  const facts = {
    exitCode: 1,
    signal: null,
    timedOut: null,
    outOfMemory: false,
    outputTruncated: false,
    startError: null,
    wallMs: 1,
    cpuMs: 1,
    maxRssBytes: 1,
  };
  const error = {
    code: "setup_command_failed" as const,
    blame: "student" as const,
    message: "",
    advice: "",
    context: {},
  };
  const setup = [{ name: "make", facts, stdout: long, stderr: long }];
  const rejected: GradingResult = { ...rest, outcome: "rejected", error, setup };

  const fitted = fitResult(rejected, 20_000);

  expect(sizeBytes(fitted)).toBeLessThanOrEqual(20_000);
  expect(fitted.setup[0]?.stderr.truncated).toBe(true);
});

function withoutOutputs(test: TestResult | undefined) {
  const { stdout: _, stderr: __, comparison: ___, ...rest } = test ?? testResult(0, "");
  return rest;
}
