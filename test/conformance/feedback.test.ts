import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { describe, expect, it } from "vitest";
import type { Feedback } from "#core/assignment/feedback.ts";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import type { GradedResult } from "#core/grading/result.ts";
import { toLocale } from "#core/locales/locale.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { renderMarkdown } from "#core/report/markdown.ts";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";
import { gradedResult } from "#test/support/results.ts";
import { gradeCase } from "./grade-case.ts";
import { definitionText, readCases } from "./reference-case.ts";

/** What our reports do otherwise, and why. */
const differs = {
  headline: "the score is the headline, not a section at the end: it is what a student looks for",
  summary: "the summary is a sentence, not a table of counts",
  order: "penalties follow the bonus, in the order in which tests run",
  passed: "a category in which all passed is shown too, a line for each test: so is what works",
  always: "a report is always written: a caller that wants none reads result.json",
} as const;

/** What only these cases have. */
const ReportCase = z.object({
  id: z.string(),
  input: z.object({
    locale: z.string().optional(),
    feedback_config: z
      .looseObject({
        general: z
          .looseObject({
            online_content: z.array(
              z.looseObject({ description: z.string(), linked_tests: z.array(z.string()) }),
            ),
          })
          .optional(),
      })
      .optional(),
  }),
  expected: z.object({ headings: z.array(z.string()).default([]) }),
});

const text = readFileSync(join(import.meta.dirname, "cases", "feedback.json"), "utf8");
const stored: unknown = JSON.parse(text);
const reportCases = z.object({ cases: z.array(ReportCase) }).parse(stored).cases;
const examples = readCases("feedback").map((example) => {
  const reported = reportCases.find(({ id }) => id === example.id);
  return { ...example, locale: toLocale(reported?.input.locale), reported };
});
type Example = (typeof examples)[number];

/** Pages are read on the host. */
const noPool: SandboxPool = {
  take: () => expect.fail("took a sandbox"),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

describe.each(examples)("the reference system's report $id: $note", (example) => {
  it(`is in the language that was asked for (differs: ${differs.headline}; ${differs.summary})`, async () => {
    const { report, result } = await reportOf(example);
    const say = messagesFor(example.locale).report;
    expect(report).toMatch(new RegExp(`^# ${say.gradedTitle({ score: "45" })}\n\n`));
    const passed = result.tests.filter(({ score }) => score === 100).length;
    expect(report).toContain(`\n\n${say.summary({ passed, total: result.tests.length })}\n\n`);
    expect(headings(report, "##")).toContain(`${say.category.base}: ${say.categoryScore({ score: "45" })}`);
  });

  it(`names the failed tests in the same order (differs: ${differs.order}; ${differs.passed}; ${differs.always})`, async () => {
    const { report, result } = await reportOf(example);
    const theirs = headingsOf(example).flatMap((heading) => /^### 🧪 (.*) ❌$/u.exec(heading)?.[1] ?? []);
    const failed = [...report.matchAll(/^#{3,4} ✗ (.*?): /gm)].map((match) => match[1]);
    expect(failed).toEqual(theirs.length > 0 ? theirs : mostExpensiveFirst(result));
    for (const { name } of result.tests.filter(({ score }) => score === 100)) {
      expect(report).toContain(`\n- ✓ ${name} (`);
    }
  });

  it("offers to read what is for everybody or for what failed", async () => {
    const { report, result } = await reportOf(example);
    const heading = messagesFor(result.locale).report.resources;
    const content = example.reported?.input.feedback_config?.general?.online_content ?? [];
    const wanted = content.filter(
      ({ linked_tests }) =>
        linked_tests.length === 0 ||
        result.tests.some(({ name, score }) => score < 100 && linked_tests.includes(name)),
    );
    const section = report.split(`## ${heading}`)[1] ?? "";
    const offered = [...section.matchAll(/^- \[(.*)\]\(/gm)].map((match) => match[1]);
    expect(offered).toEqual(wanted.map(({ description }) => description));
    const theirs = headingsOf(example).includes("## Learning Resources");
    expect(offered.length > 0).toBe(theirs);
  });
});

function headingsOf({ reported }: Example): readonly string[] {
  return reported?.expected.headings ?? [];
}

async function reportOf(example: Example) {
  const graded = await gradeCase(example, noPool);
  if (graded.outcome !== "graded") expect.fail(`was ${graded.outcome}`);
  const { score, categories, tests } = graded;
  const result = gradedResult({ score, categories, tests, locale: example.locale, ...feedbackOf(example) });
  return { result, report: renderMarkdown(result) };
}

function feedbackOf(example: Example): { readonly feedback?: Feedback } {
  const definition: object = z.looseObject({}).parse(JSON.parse(definitionText(example)));
  const { feedback_config } = example.reported?.input ?? {};
  const read = readAssignment(JSON.stringify({ ...definition, feedback_config }), "assignment.json");
  if (!read.ok) expect.fail("could not be read");
  return read.assignment.feedback === undefined ? {} : { feedback: read.assignment.feedback };
}

function headings(report: string, level: string): string[] {
  return [...report.matchAll(/^(#+) (.*?)(?:, .*)?$/gm)].flatMap(([, signs, text]) =>
    signs === level && text !== undefined ? [text] : [],
  );
}

function mostExpensiveFirst({ tests }: GradedResult): string[] {
  const order = ["base", "bonus", "penalty"];
  return tests
    .filter(({ score }) => score < 100)
    .toSorted(
      (one, other) =>
        order.indexOf(one.category) - order.indexOf(other.category) || other.lostPoints - one.lostPoints,
    )
    .map(({ name }) => name);
}
