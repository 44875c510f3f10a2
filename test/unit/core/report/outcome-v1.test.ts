import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { defaultFeedback } from "#core/assignment/feedback.ts";
import { isErrorCode } from "#core/errors.ts";
import { renderMarkdown } from "#core/report/markdown.ts";
import { OutcomeV1, outcomeV1JsonSchema } from "#core/report/outcome-v1-schema.ts";
import { outcomeV1, renderOutcomeV1 } from "#core/report/outcome-v1.ts";
import { failed, graded, rejected, testResult } from "#test/unit/core/report/results.ts";

const nested = graded(
  [
    testResult({ name: "in/side", path: "base/A/in/side", score: 200 / 3, weight: 100 }),
    testResult({ name: "secret", visibility: "hidden" }),
  ],
  {
    score: 33.333333,
    categories: {
      base: {
        score: 33.333333,
        weight: 100,
        subjects: [
          {
            name: "A",
            score: 200 / 3,
            weight: 50,
            worth: 50,
            lostPoints: 17,
            subjects: [],
            tests: ["base/A/in/side"],
          },
        ],
      },
    },
  },
);

describe("a result as outcome v1", () => {
  it("keeps to its contract whatever it came to", () => {
    for (const result of [nested, rejected(), failed()]) {
      expect(OutcomeV1.parse(JSON.parse(renderOutcomeV1(result)))).toEqual(outcomeV1(result));
    }
  });

  it("has a tree of rounded scores, and no report of a hidden test", () => {
    expect(outcomeV1(nested)).toMatchObject({
      status: "completed",
      score: 33.33,
      error: null,
      tree: {
        name: "root",
        score: 33.33,
        bonus: null,
        base: {
          subjects: [
            {
              name: "A",
              score: 66.67,
              tests: [{ name: "in/side", evaluator: "expect_output", score: 66.67 }],
            },
          ],
          tests: [{ name: "secret", report: "" }],
        },
      },
    });
  });

  it("has the report where the assignment has wishes about it, and none where there is no grade", () => {
    const asked = graded(nested.tests, { feedback: { ...defaultFeedback, reportTitle: "Sums" } });

    expect(outcomeV1(asked).feedback).toEqual({
      status: "completed",
      content: renderMarkdown(asked),
      error: null,
    });
    expect(outcomeV1(nested).feedback).toMatchObject({ status: "disabled", content: null });
    const rejection = { ...rejected(), feedback: defaultFeedback };
    expect(outcomeV1(rejection).feedback).toMatchObject({ status: "disabled", content: null });
  });

  it("is compared with an earlier result by the ids of tests, which they keep when they move", () => {
    const head = graded([testResult({ id: "a", score: 100 }), testResult({ name: "new" })], { score: 60 });
    const moved = testResult({ id: "a", path: "base/Elsewhere/a", score: 33.333 });
    const baseline = graded([moved, testResult({ name: "old", score: 50 })], { score: 70.5 });

    expect(outcomeV1(head, { baseline }).comparison).toEqual({
      status: "completed",
      error: null,
      content: {
        score_delta: -10.5,
        improved: false,
        test_deltas: [
          { path: "a", status: "improved", baseline_score: 33.33, head_score: 100, delta: 66.67 },
          { path: "new", status: "introduced", baseline_score: null, head_score: 0, delta: null },
          { path: "old", status: "removed", baseline_score: 50, head_score: null, delta: null },
        ],
      },
    });
    expect(OutcomeV1.safeParse(outcomeV1(head, { baseline })).success).toBe(true);
    expect(outcomeV1(head).comparison.status).toBe("disabled");
  });

  it("has no score where a student has something to correct", () => {
    expect(outcomeV1(rejected())).toMatchObject({
      status: "failed",
      score: null,
      tree: null,
      error: { code: "PREPARATION_FAILED", category: "submission", retryable: false },
    });
  });

  it.each([
    ["required_file_missing", "REQUIRED_FILE_MISSING", "submission"],
    ["ambiguous_file_target", "AMBIGUOUS_FILE_TARGET", "submission"],
    ["unsupported_file_type", "UNSUPPORTED_FILE_TYPE", "submission"],
    ["language_required", "LANGUAGE_REQUIRED", "submission"],
    ["language_not_allowed", "LANGUAGE_NOT_ALLOWED", "submission"],
    ["archive_name_conflict", "FILE_TARGET_CONFLICT", "submission"],
    ["release_unusable", "RELEASE_UNUSABLE", "definition"],
    ["sandbox_lost", "SANDBOX_ERROR", "capability"],
    ["ai_unavailable", "PROVIDER_ERROR", "provider"],
    ["ai_budget_spent", "PROVIDER_ERROR", "provider"],
    ["internal", "EXECUTION_ERROR", "internal"],
  ])("calls %s %s of the category %s", (code, theirs, category) => {
    if (!isErrorCode(code)) expect.fail("no such code");
    const { error, ...rest } = failed();

    expect(outcomeV1({ ...rest, error: { ...error, code } })).toMatchObject({
      error: { code: theirs, category, correlation_id: "corr-1" },
    });
  });

  it("has a JSON Schema that is current; else run: node scripts/generate-outcome-schema.ts && npm run format", () => {
    const stored = readFileSync(new URL("../../../../docs/outcome-v1.schema.json", import.meta.url), "utf8");

    expect(JSON.parse(stored)).toEqual(JSON.parse(JSON.stringify(outcomeV1JsonSchema())));
  });
});
