import { defaultFeedback } from "#core/assignment/feedback.ts";
import type { CategoryResult, GradedResult, SubjectResult, TestResult } from "#core/grading/result.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { points } from "#core/locales/units.ts";
import { type TestView, viewTest } from "#core/report/test-view.ts";
import { visibleLine } from "#core/report/visible-text.ts";

export interface CategoryView {
  readonly heading: string;
  /** `75 of 100, 3 of 4 passed` */
  readonly summary: string;
  /** Its own tests first, then its subjects, the most expensive first. */
  readonly groups: readonly GroupView[];
}

/** Tests that belong together. */
export interface GroupView {
  /** Undefined of tests that are in no subject. `Averages › Rounding` of a subject in a subject. */
  readonly heading: string | undefined;
  /** `60 of 100, counts 75%, costs 30 of 75 points` */
  readonly summary: string | undefined;
  /** Failed ones first, the most expensive at the top. */
  readonly tests: readonly TestView[];
}

/** The categories that have something to show. */
export function viewCategories(result: GradedResult): CategoryView[] {
  return (["base", "bonus", "penalty"] as const).flatMap((name) => {
    const category = result.categories[name];
    return category === undefined ? [] : [viewCategory(name, category, result)];
  });
}

function viewCategory(
  name: TestResult["category"],
  category: CategoryResult,
  result: GradedResult,
): CategoryView {
  const say = messagesFor(result.locale).report;
  const { showScore, categoryHeadings } = result.feedback ?? defaultFeedback;
  const tests = result.tests.filter((test) => test.category === name);
  const passed = tests.filter(({ score }) => score >= 100).length;
  const counts = say.counts({ passed, total: tests.length });
  return {
    heading: visibleLine(categoryHeadings[name] ?? say.category[name]),
    summary: showScore ? [scoreOf(name, category, result), counts].join(", ") : counts,
    groups: groupsOf(category.subjects ?? [], tests, result),
  };
}

function scoreOf(name: TestResult["category"], category: CategoryResult, { locale }: GradedResult): string {
  const say = messagesFor(locale).report;
  const shown = (value: number) => points(value, locale);
  const weight = shown(category.weight);
  if (name === "base") return say.categoryScore({ score: shown(category.score) });
  if (name === "bonus") {
    return say.bonusAdds({ points: shown((category.score / 100) * category.weight), weight });
  }
  return say.penaltyTakes({ points: shown(((100 - category.score) / 100) * category.weight), weight });
}

function groupsOf(
  subjects: readonly SubjectResult[],
  tests: readonly TestResult[],
  result: GradedResult,
): GroupView[] {
  const byPath = new Map(tests.map((test) => [test.path, test]));
  const take = (path: string): TestResult[] => {
    const test = byPath.get(path);
    byPath.delete(path);
    return test === undefined ? [] : [test];
  };
  const inSubjects = subjectGroups(subjects, [], { result, take });
  const direct = [...byPath.values()];
  return direct.length === 0
    ? inSubjects
    : [{ heading: undefined, summary: undefined, tests: viewTests(direct, result) }, ...inSubjects];
}

interface Grouping {
  readonly result: GradedResult;
  readonly take: (path: string) => TestResult[];
}

function subjectGroups(
  subjects: readonly SubjectResult[],
  above: readonly string[],
  grouping: Grouping,
): GroupView[] {
  const { result, take } = grouping;
  const dearestFirst = subjects.toSorted((one, other) => other.lostPoints - one.lostPoints);
  return dearestFirst.flatMap((subject) => {
    const path = [...above, visibleLine(subject.name)];
    const tests = viewTests(subject.tests.flatMap(take), result);
    const group = { heading: path.join(" › "), summary: subjectSummary(subject, result), tests };
    return [group, ...subjectGroups(subject.subjects, path, grouping)];
  });
}

function subjectSummary(subject: SubjectResult, { locale, feedback }: GradedResult): string | undefined {
  if (!(feedback ?? defaultFeedback).showScore) return undefined;
  const say = messagesFor(locale).report;
  const shown = (value: number) => points(value, locale);
  const { score, weight, worth, lostPoints } = subject;
  return [
    say.subjectScore({ score: shown(score), weight: shown(weight) }),
    ...(lostPoints > 0 ? [say.costs({ points: shown(lostPoints), worth: shown(worth) })] : []),
  ].join(", ");
}

function viewTests(tests: readonly TestResult[], result: GradedResult): TestView[] {
  const { showPassedTests } = result.feedback ?? defaultFeedback;
  const passed = (test: TestResult) => Number(test.score >= 100);
  return tests
    .filter((test) => showPassedTests || passed(test) === 0)
    .toSorted((one, other) => passed(one) - passed(other) || other.lostPoints - one.lostPoints)
    .map((test) => viewTest(test, result));
}
