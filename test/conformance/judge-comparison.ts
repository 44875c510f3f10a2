import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { compareScores, readScores, type TestDelta } from "#core/grading/compare-results.ts";
import type { CaseVerdict } from "./judge-case.ts";

/** A grading and an earlier one, and what the reference system says of the change. */
export const ComparisonCase = z.object({
  id: z.string(),
  head: z.unknown(),
  baseline: z.unknown(),
  expected: z.object({
    score_delta: z.number(),
    improved: z.boolean(),
    test_deltas: z.array(z.unknown()),
  }),
});

export function judgeComparison(example: z.infer<typeof ComparisonCase>): CaseVerdict {
  const { id, expected } = example;
  const [head, baseline] = [readScores(example.head), readScores(example.baseline)];
  if (head === undefined || baseline === undefined) {
    return { id, status: "fail", reason: "a tree could not be read", expected };
  }
  const { scoreDelta, improved, tests } = compareScores(head, baseline);
  const actual = { score_delta: scoreDelta, improved, test_deltas: tests.map(inTheirWords) };
  return isDeepStrictEqual(actual, expected)
    ? { id, status: "pass" }
    : { id, status: "fail", reason: "another comparison", expected, actual };
}

function inTheirWords(test: TestDelta) {
  const { path, status } = test;
  const baseline_score = "baseline" in test ? test.baseline : null;
  const head_score = "head" in test ? test.head : null;
  return { path, status, baseline_score, head_score, delta: "delta" in test ? test.delta : null };
}
