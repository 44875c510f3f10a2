import { compareScores, readScores, type TestDelta } from "#core/grading/compare-results.ts";
import type { GradingResult } from "#core/grading/result.ts";
import type { SubmissionRef } from "#core/submission/keys.ts";

export interface Grade {
  readonly outcome: GradingResult["outcome"];
  /** Absent unless it is graded. */
  readonly score?: number;
  /** Why there is no score. */
  readonly code?: string;
}

/** What another grading of a submission changes for its student. */
export interface Change {
  readonly student: string;
  readonly submissionId: string;
  readonly before: Grade;
  readonly after: Grade;
  /** Of the score, where none counts as 0; in cents. */
  readonly delta: number;
  /** Those that changed; none where one side has no tests. */
  readonly tests: readonly TestDelta[];
}

export function changeOf(
  { student, submissionId }: SubmissionRef,
  { before, after }: { readonly before: GradingResult; readonly after: GradingResult },
): Change {
  const [baseline, head] = [readScores(before), readScores(after)];
  const none = new Map<string, number>();
  const comparison = compareScores(head ?? { score: 0, tests: none }, baseline ?? { score: 0, tests: none });
  const isComparable = head !== undefined && baseline !== undefined;
  const tests = isComparable ? comparison.tests.filter(({ status }) => status !== "unchanged") : [];
  const { scoreDelta: delta } = comparison;
  return { student, submissionId, before: gradeOf(before), after: gradeOf(after), delta, tests };
}

/** Whether its student would see the difference. */
export function isChange({ before, after, delta, tests }: Change): boolean {
  return delta !== 0 || tests.length > 0 || before.outcome !== after.outcome || before.code !== after.code;
}

function gradeOf(result: GradingResult): Grade {
  const { outcome } = result;
  return outcome === "graded" ? { outcome, score: result.score } : { outcome, code: result.error.code };
}
