import type { GradingResult, TestResult } from "#core/grading/result.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { mayShowDetails } from "#core/report/details.ts";

/** The same result without the details of tests that the student may not see: what may be published. */
export function redactResult(result: GradingResult): GradingResult {
  if (result.outcome !== "graded") return result;
  const say = messagesFor(result.locale).report;
  const tests = result.tests.map((test) =>
    mayShowDetails(test, result)
      ? test
      : withoutDetails(test, test.visibility === "hidden" ? say.hiddenTest : say.testAfterDue),
  );
  if (tests.every((test, index) => test === result.tests[index])) return result;
  // How long all tests took together tells how long a hidden one did, and that is for the student to choose.
  const { phases: _, ...untimed } = result;
  return { ...untimed, tests };
}

/** What stays is named, so that what is added to a result stays secret. The score is made of these. */
function withoutDetails(test: TestResult, message: string): TestResult {
  const { path, id, name, type, category, score, weight, worth, lostPoints, visibility } = test;
  return { path, id, name, type, category, score, weight, worth, lostPoints, visibility, message };
}
