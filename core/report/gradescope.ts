import type { GradedResult, GradingResult, TestResult } from "#core/grading/result.ts";
import { testText } from "#core/report/test-text.ts";
import { viewTest } from "#core/report/test-view.ts";
import { visibleLine } from "#core/report/visible-text.ts";

/**
 * The result as Gradescope's `results.json` (its autograder specification, "Output format"). The score is ours, not
 * a sum of theirs. What a student may not see is left out here too, beside being marked for Gradescope.
 * A failure that is not the student's has no score, which Gradescope shows as a failure of the autograder.
 */
export function renderGradescope(result: GradingResult): string {
  return `${JSON.stringify(document(result), null, 2)}\n`;
}

function document(result: GradingResult) {
  if (result.outcome === "graded") {
    return {
      score: result.score,
      output_format: "text",
      tests: result.tests.map((test) => testOf(test, result)),
    };
  }
  const output = [result.error.message, result.error.advice].map(visibleLine).join("\n");
  return { ...(result.outcome === "rejected" ? { score: 0 } : {}), output, output_format: "text" };
}

/** A penalty's test can only take points: it is worth 0 and may be below. */
function testOf(test: TestResult, result: GradedResult) {
  const takes = test.category === "penalty";
  const earned = takes ? -test.lostPoints : test.worth - test.lostPoints;
  const view = viewTest(test, result);
  return {
    name: visibleLine(test.path),
    score: earned === 0 ? 0 : earned,
    max_score: takes ? 0 : test.worth,
    status: view.state,
    output: view.state === "passed" ? view.message : testText(view),
    output_format: "text",
    visibility: { visible: "visible", hidden: "hidden", after_due: "after_due_date" }[test.visibility],
  };
}
