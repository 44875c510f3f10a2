import type { GradingResult, TestResult } from "#core/grading/result.ts";

/**
 * Whether more may be told of a test than its name and what became of it. `after_due` goes by when the result
 * was made, so that the same result is shown the same for ever; without a due date it stays hidden.
 */
export function mayShowDetails(
  test: Pick<TestResult, "visibility">,
  { dueAt, finishedAt }: Pick<GradingResult, "dueAt" | "finishedAt">,
): boolean {
  if (test.visibility === "hidden") return false;
  if (test.visibility === "visible") return true;
  return dueAt !== undefined && Date.parse(finishedAt) >= Date.parse(dueAt);
}
