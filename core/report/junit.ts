import type { GradedResult, GradingResult, TestResult } from "#core/grading/result.ts";
import { mayShowDetails } from "#core/report/details.ts";
import { testText } from "#core/report/test-text.ts";
import { viewTest } from "#core/report/test-view.ts";
import { xmlAttributes, xmlText } from "#core/report/xml-text.ts";

/**
 * The result as JUnit XML, for tools that show test runs: a suite for each category, a failure for each test that
 * did not pass. A result without a score is one suite with an error, so that no tool takes it for a success.
 */
export function renderJunit(result: GradingResult): string {
  const suites = result.outcome === "graded" ? gradedSuites(result) : [errorSuite(result)];
  return ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", ...suites, "</testsuites>", ""].join(
    "\n",
  );
}

function gradedSuites(result: GradedResult): string[] {
  return (["base", "bonus", "penalty"] as const).flatMap((category) => {
    const tests = result.tests.filter((test) => test.category === category);
    if (tests.length === 0) return [];
    const failures = tests.filter(({ score }) => score < 100).length;
    const counts = { name: category, tests: tests.length, failures, errors: 0, skipped: 0 };
    const attributes = { ...counts, timestamp: result.finishedAt };
    return [
      `<testsuite${xmlAttributes(attributes)}>`,
      ...tests.map((test) => testCase(test, result)),
      "</testsuite>",
    ];
  });
}

function testCase(test: TestResult, result: GradedResult): string {
  const parts = test.path.split("/");
  const classname = parts.slice(0, -1).join(".");
  const shown = mayShowDetails(test, result) ? test.facts : undefined;
  const time = shown === undefined ? {} : { time: (shown.wallMs / 1_000).toFixed(3) };
  const attributes = xmlAttributes({ name: test.name, classname, ...time });
  if (test.score >= 100) return `<testcase${attributes}/>`;
  const view = viewTest(test, result);
  const failure = xmlAttributes({ message: view.message, type: test.type });
  return `<testcase${attributes}><failure${failure}>${xmlText(testText(view))}</failure></testcase>`;
}

function errorSuite(result: Exclude<GradingResult, GradedResult>): string {
  const { code, message, advice } = result.error;
  const attributes = xmlAttributes({ name: result.assignment, tests: 1, failures: 0, errors: 1, skipped: 0 });
  const error = `<error${xmlAttributes({ message, type: code })}>${xmlText(`${message}\n${advice}`)}</error>`;
  return `<testsuite${attributes}><testcase${xmlAttributes({ name: "submission", classname: result.outcome })}>${error}</testcase></testsuite>`;
}
