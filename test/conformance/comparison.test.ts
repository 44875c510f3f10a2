import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { describe, expect, it } from "vitest";
import { compareScores, readScores, type TestDelta } from "#core/grading/compare-results.ts";

const CaseFile = z.object({
  cases: z.array(
    z.object({
      id: z.string(),
      note: z.string(),
      head: z.unknown(),
      baseline: z.unknown(),
      expected: z.object({
        score_delta: z.number(),
        improved: z.boolean(),
        test_deltas: z.array(z.unknown()),
      }),
    }),
  ),
});

const text = readFileSync(join(import.meta.dirname, "cases", "comparison.json"), "utf8");

describe("the reference system's comparisons with a baseline", () => {
  it.each(CaseFile.parse(JSON.parse(text)).cases)("$id: $note", ({ head, baseline, expected }) => {
    const [ours, earlier] = [readScores(head), readScores(baseline)];
    if (ours === undefined || earlier === undefined) expect.fail("a tree could not be read");
    const { scoreDelta, improved, tests } = compareScores(ours, earlier);
    expect({ score_delta: scoreDelta, improved, test_deltas: tests.map(inTheirWords) }).toEqual(expected);
  });
});

function inTheirWords(test: TestDelta) {
  const { path, status } = test;
  const baseline_score = "baseline" in test ? test.baseline : null;
  const head_score = "head" in test ? test.head : null;
  return { path, status, baseline_score, head_score, delta: "delta" in test ? test.delta : null };
}
