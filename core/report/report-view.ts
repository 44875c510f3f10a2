import type { GradedResult, GradingResult, SetupResult, TestResult } from "#core/grading/result.ts";
import { messagesFor, type ReportMessages } from "#core/locales/messages.ts";
import { points } from "#core/locales/units.ts";
import { outputBlock, type TestView, type TextBlock, viewTest } from "#core/report/test-view.ts";
import { visibleLine } from "#core/report/visible-text.ts";

/** A result as every kind of report shows it, in the student's language, safe to show but not escaped. */
export interface ReportView {
  /** BCP 47, for the document. */
  readonly language: string;
  readonly outcome: GradingResult["outcome"];
  readonly title: string;
  /** Why there is no score, and what to do; absent of a graded one. */
  readonly problem:
    { readonly message: string; readonly whatToDo: string; readonly advice: string } | undefined;
  readonly setup: { readonly heading: string; readonly commands: readonly CommandView[] } | undefined;
  readonly categories: readonly CategoryView[];
  readonly footer: readonly { readonly label: string; readonly value: string }[];
}

export interface CategoryView {
  readonly heading: string;
  /** `75 of 100, 3 of 4 passed` */
  readonly summary: string;
  /** Failed ones first, the most expensive at the top. */
  readonly tests: readonly TestView[];
}

export interface CommandView {
  readonly name: string;
  readonly status: string;
  readonly blocks: readonly TextBlock[];
}

export function viewReport(result: GradingResult): ReportView {
  const say = messagesFor(result.locale).report;
  const failedCommands = result.setup.filter((command) => command.facts.exitCode !== 0);
  return {
    language: result.locale === "pt_br" ? "pt-BR" : "en",
    outcome: result.outcome,
    title: titleOf(result),
    problem:
      result.outcome === "graded"
        ? undefined
        : {
            message: visibleLine(result.error.message),
            whatToDo: say.whatToDo,
            advice: visibleLine(result.error.advice),
          },
    setup:
      failedCommands.length === 0
        ? undefined
        : { heading: say.setup, commands: failedCommands.map((command) => viewCommand(command, result)) },
    categories: result.outcome === "graded" ? viewCategories(result) : [],
    footer: [
      ...(result.language === undefined ? [] : [{ label: say.language, value: result.language }]),
      { label: say.submission, value: result.submissionId },
      { label: say.correlation, value: visibleLine(result.correlationId) },
    ],
  };
}

function titleOf(result: GradingResult): string {
  const say = messagesFor(result.locale).report;
  if (result.outcome === "rejected") return say.rejectedTitle;
  if (result.outcome === "failed") return say.failedTitle;
  return say.gradedTitle({ score: points(result.score, result.locale) });
}

function viewCommand(command: SetupResult, { locale }: GradingResult): CommandView {
  const say = messagesFor(locale).report;
  return {
    name: `${say.command} ${visibleLine(command.name)}`,
    status: visibleLine(statusOf(command.facts, say)),
    blocks: [
      outputBlock(say.standardError, command.stderr, locale),
      outputBlock(say.standardOutput, command.stdout, locale),
    ],
  };
}

function statusOf(facts: SetupResult["facts"], say: ReportMessages): string {
  if (facts.startError !== null) return facts.startError;
  if (facts.timedOut !== null) return say.timedOut;
  if (facts.outOfMemory) return say.outOfMemory;
  return facts.signal === null
    ? say.exitCode({ exitCode: facts.exitCode ?? -1 })
    : say.signal({ signal: facts.signal });
}

function viewCategories(result: GradedResult): CategoryView[] {
  const { locale, categories } = result;
  const say = messagesFor(locale).report;
  const shown = (value: number) => points(value, locale);
  const { base, bonus, penalty } = categories;
  const parts: [TestResult["category"], string][] = [
    ["base", say.categoryScore({ score: shown(base.score) })],
  ];
  if (bonus !== undefined) {
    const adds = shown((bonus.score / 100) * bonus.weight);
    parts.push(["bonus", say.bonusAdds({ points: adds, weight: shown(bonus.weight) })]);
  }
  if (penalty !== undefined) {
    const takes = shown(((100 - penalty.score) / 100) * penalty.weight);
    parts.push(["penalty", say.penaltyTakes({ points: takes, weight: shown(penalty.weight) })]);
  }
  return parts.map(([name, worth]) => {
    const tests = result.tests.filter((test) => test.category === name);
    const passed = tests.filter((test) => test.score >= 100).length;
    return {
      heading: say.category[name],
      summary: [worth, say.counts({ passed, total: tests.length })].join(", "),
      tests: tests.toSorted(failedFirst).map((test) => viewTest(test, locale)),
    };
  });
}

function failedFirst(one: TestResult, other: TestResult): number {
  const passed = (test: TestResult) => Number(test.score >= 100);
  return passed(one) - passed(other) || other.lostPoints - one.lostPoints;
}
