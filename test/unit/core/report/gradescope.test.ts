import { describe, expect, it } from "vitest";
import type { GradingResult } from "#core/grading/result.ts";
import { renderGradescope } from "#core/report/gradescope.ts";
import { failed, graded, rejected, testResult } from "#test/unit/core/report/results.ts";

const document = (result: GradingResult): unknown => JSON.parse(renderGradescope(result));

describe("the result as Gradescope reads it", () => {
  it("has our score, and of every test its points and what was seen", () => {
    expect(document(graded([testResult({ score: 50, worth: 40, lostPoints: 20 })]))).toMatchObject({
      score: 50,
      tests: [
        {
          name: "base/two numbers",
          score: 20,
          max_score: 40,
          status: "failed",
          output: expect.stringContaining("Expected:\n    8"),
          output_format: "text",
          visibility: "visible",
        },
      ],
    });
  });

  it("takes points for a penalty, and none where it passed", () => {
    const test = { path: "penalty/p", category: "penalty", worth: 20 } as const;
    const tests = [
      testResult({ ...test, lostPoints: 15 }),
      testResult({ ...test, score: 100, lostPoints: 0 }),
    ];
    expect(document(graded(tests))).toMatchObject({
      tests: [
        { score: -15, max_score: 0, status: "failed" },
        { score: 0, max_score: 0, status: "passed" },
      ],
    });
  });

  it("tells Gradescope what to hide, and gives it nothing to hide", () => {
    const tests = [testResult({ visibility: "hidden" }), testResult({ visibility: "after_due" })];
    expect(document(graded(tests))).toMatchObject({
      tests: [
        { visibility: "hidden", output: "failed\nThe details of this test are not shown." },
        { visibility: "after_due_date" },
      ],
    });
  });

  it("gives a rejected submission no points and says what to do", () => {
    expect(document(rejected())).toEqual({
      score: 0,
      output:
        "Your program could not be prepared: the step 'Build' failed.\nRead the output of the step below.",
      output_format: "text",
    });
  });

  it("has no score for a fault that is not the student's", () => {
    expect(document(failed())).not.toHaveProperty("score");
    expect(document(failed())).not.toHaveProperty("tests");
  });
});
