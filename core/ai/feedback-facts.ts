import type { TestResult } from "#core/grading/result.ts";
import { stderrExcerpt } from "#core/report/stderr-excerpt.ts";

/** More tests or longer words tell a model no more than they cost. */
const TESTS = 100;
const MESSAGE_CHARACTERS = 500;
const ERROR_CHARACTERS = 1_000;

/**
 * What a model is told of the tests of a grading, one JSON object a line, the most expensive first: no more than the
 * student is shown, and of that neither points nor what was expected or printed. A test that waits for the due date is
 * told of like a hidden one, also after it.
 */
export function feedbackFacts(tests: readonly TestResult[], options: { showPassedTests: boolean }): string {
  return tests
    .filter(({ score }) => options.showPassedTests || score < 100)
    .toSorted((one, other) => other.lostPoints - one.lostPoints)
    .slice(0, TESTS)
    .map((test) => JSON.stringify(factsOf(test)))
    .join("\n");
}

function factsOf({ path, score, visibility, message, stderr }: TestResult): object {
  const result = score >= 100 ? "passed" : score > 0 ? "partly passed" : "failed";
  if (visibility !== "visible") return { test: path, result };
  const error = result === "passed" ? "" : stderrExcerpt(stderr?.text ?? "").text;
  return {
    test: path,
    result,
    message: message.slice(0, MESSAGE_CHARACTERS).toWellFormed(),
    ...(error !== "" && { error: error.slice(0, ERROR_CHARACTERS).toWellFormed() }),
  };
}
