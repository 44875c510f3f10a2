import picocolors from "picocolors";
import { describe, expect, it } from "vitest";
import { changeOf, isChange } from "#cli/regrade/change.ts";
import { renderChange, renderTally } from "#cli/regrade/render-changes.ts";
import { addTo, newTally } from "#cli/regrade/tally.ts";
import type { GradingResult } from "#core/grading/result.ts";
import { gradedResult } from "#test/support/results.ts";
import { testResult } from "#test/unit/core/report/results.ts";

const { course, assignment, student, submissionId } = gradedResult();
const ref = { course, assignment, student, submissionId };

function graded(score: number, tests: Readonly<Record<string, number>>): GradingResult {
  const results = Object.entries(tests).map(([name, points]) => testResult({ name, score: points }));
  return gradedResult({ score, tests: results });
}

function rejected(): GradingResult {
  const { score: _, categories: __, tests: ___, outcome: ____, ...identity } = gradedResult();
  const error = {
    code: "required_file_missing",
    blame: "student",
    message: "m",
    advice: "a",
    context: {},
  } as const;
  return { ...identity, outcome: "rejected", error };
}

describe("what a candidate changes for a student", () => {
  it("is named with its tests and by how much", () => {
    const before = graded(50, { a: 0, b: 100 });
    const change = changeOf(ref, { before, after: graded(100, { a: 100, b: 100 }) });

    expect(change).toMatchObject({ delta: 50, tests: [{ path: "base/a", status: "improved", delta: 100 }] });
    expect(isChange(change)).toBe(true);
    expect(renderChange(change, picocolors.createColors(false))).toMatch(
      /^ada +\S+ +\+50 +50 → 100 +base\/a \+100$/,
    );
  });

  it("is a loss where there would be no score any more, and says why", () => {
    const change = changeOf(ref, { before: graded(80, { a: 80 }), after: rejected() });

    expect(change).toMatchObject({
      delta: -80,
      tests: [],
      after: { outcome: "rejected", code: "required_file_missing" },
    });
    expect(renderChange(change, picocolors.createColors(false))).toContain(
      "-80  80 → rejected (required_file_missing)",
    );
  });

  it("says so when only the weights did it, and counts tests that cancel out", () => {
    const weights = changeOf(ref, { before: graded(50, { a: 50 }), after: graded(60, { a: 50 }) });
    expect(renderChange(weights, picocolors.createColors(false))).toMatch(/by weights alone$/);
    const swapped = changeOf(ref, {
      before: graded(50, { a: 0, b: 100 }),
      after: graded(50, { a: 100, b: 0 }),
    });
    expect(isChange(swapped)).toBe(true);
  });

  it("is nothing where nothing differs", () => {
    const same = graded(50, { a: 50 });
    expect(isChange(changeOf(ref, { before: same, after: same }))).toBe(false);
    expect(isChange(changeOf(ref, { before: rejected(), after: rejected() }))).toBe(false);
  });

  it("adds up to who gains, who loses and by which test", () => {
    const tally = newTally();
    for (const [from, to] of [
      [0, 100],
      [100, 0],
      [0, 100],
      [50, 50],
    ] as const) {
      const change = changeOf(ref, { before: graded(from, { a: from }), after: graded(to, { a: to }) });
      addTo(tally, change, isChange(change));
    }
    expect(tally).toMatchObject({ compared: 4, gained: 2, lost: 1, pointsBefore: 150, pointsAfter: 250 });
    expect(renderTally(tally, "release r")).toBe(
      [
        "4 graded against release r: 2 gain, 1 lose, 0 differ otherwise, 1 stay as they are",
        "mean score 37.50 → 62.50",
        "tests that differ:",
        "  base/a: 2 gain, 1 lose",
        "Nothing was published.",
      ].join("\n"),
    );
  });
});
