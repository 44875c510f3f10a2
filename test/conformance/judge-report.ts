import { readAssignment } from "#core/assignment/read-assignment.ts";
import { toLocale } from "#core/locales/locale.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { renderMarkdown } from "#core/report/markdown.ts";
import { gradedResult } from "#test/support/results.ts";
import type { Graded } from "./facts.ts";
import { definitionText, type ReferenceCase } from "./reference-case.ts";

export interface ReportProblem {
  readonly problem: string;
  readonly byDesign: boolean;
}

/**
 * What the report says otherwise than the recorded one; undefined where a case holds none, or nothing does. Compared
 * are the tests that it names as failed, in their order, and as passed, whether there is something to read, and the
 * headings that the instructor chose. The words and the order of sections are our own.
 */
export function reportProblem(example: ReferenceCase, actual: Graded): ReportProblem | undefined {
  const { has_feedback: hasFeedback, headings } = example.expected;
  if (hasFeedback === false && example.input.include_feedback === false) {
    return {
      problem: "a report is always written: a caller that wants none reads the result",
      byDesign: true,
    };
  }
  if (headings === undefined || headings === null) return undefined;
  const locale = toLocale(example.input.locale ?? undefined);
  const read = readAssignment(definitionText(example), "assignment.json");
  const feedback = read.ok ? read.assignment.feedback : undefined;
  const { score, categories, tests } = actual;
  const report = renderMarkdown(
    gradedResult({ score, categories, tests, locale, ...(feedback && { feedback }) }),
  );
  const say = messagesFor(locale).report;
  const problems = [
    ...differ("failed tests", failedThere(headings, actual), failedHere(report)),
    ...differ("resources", headings.some(isResources), report.includes(`\n## ${say.resources}\n`)),
    ...passedThere(headings).flatMap((name) =>
      report.includes(`- ✓ ${name}`) ? [] : [`${name} is not told`],
    ),
    ...chosen(example).flatMap((heading) =>
      report.includes(`# ${heading}`) ? [] : [`no heading ${heading}`],
    ),
  ];
  return problems.length === 0 ? undefined : { problem: problems.join("; "), byDesign: false };
}

function differ(what: string, theirs: unknown, ours: unknown): string[] {
  const [one, other] = [JSON.stringify(theirs), JSON.stringify(ours)];
  return one === other ? [] : [`${what}: ${one} there, ${other} here`];
}

/** By category in our order, which has the bonus before the penalty; in each the most expensive first. */
function failedThere(headings: readonly string[], { tests }: Graded): readonly string[] {
  const named = headings.flatMap((heading) => /^### 🧪 (.*) ❌$/u.exec(heading)?.[1] ?? []);
  const categories = ["base", "bonus", "penalty"] as const;
  return categories.flatMap((category) => {
    const own = tests.filter((test) => test.category === category).map(({ name }) => name);
    return named.filter((name) => own.includes(name));
  });
}

function passedThere(headings: readonly string[]): readonly string[] {
  return headings.flatMap((heading) => /^### 🧪 (.*) ✅$/u.exec(heading)?.[1] ?? []);
}

function failedHere(report: string): readonly string[] {
  return [...report.matchAll(/^#{3,4} ✗ (.*?): /gm)].map((match) => match[1] ?? "");
}

function isResources(heading: string): boolean {
  return /^## .*\b(?:Learning Resources|Recursos)\b/.test(heading);
}

/** The title and the headings of categories that are in the config and in the recorded report. */
function chosen({ input, expected }: ReferenceCase): readonly string[] {
  const own = JSON.stringify(input.feedback_config ?? {});
  return (expected.headings ?? [])
    .map((heading) => heading.replace(/^#+ /, ""))
    .filter((heading) => own.includes(JSON.stringify(heading)));
}
