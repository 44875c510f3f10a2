import type { Assignment } from "#core/assignment/assignment.ts";
import { type Judge, type JudgedBranch, judgeTests } from "#core/grading/judge-tests.ts";
import { keepVerdict } from "#core/grading/keep-output.ts";
import { pointsOf } from "#core/grading/points-of.ts";
import type { CategoryResult, GradedResult, SubjectResult, TestResult } from "#core/grading/result.ts";
import { finalScore, scoreBranch, type ScoredSubject } from "#core/grading/score.ts";
import { uniquePaths } from "#core/grading/score-vector.ts";

/** Judges every test in turn and adds the verdicts up. Rejects with whatever the judge rejects with. */
export async function gradeCriteria(
  criteria: Assignment["criteria"],
  judge: Judge,
): Promise<Pick<GradedResult, "score" | "categories" | "tests">> {
  const judged = await judgeTests(criteria, judge);
  const base = scoreCategory("base", judged.base);
  const bonus = judged.bonus && scoreCategory("bonus", judged.bonus);
  const penalty = judged.penalty && scoreCategory("penalty", judged.penalty);
  const scored = [base, bonus, penalty].flatMap((category) => category?.tests ?? []);
  const tests = toResults(scored);
  const paths = tests.map(({ path }) => path).values();
  const categories = {
    base: toCategory(base, paths),
    ...(bonus && { bonus: toCategory(bonus, paths) }),
    ...(penalty && { penalty: toCategory(penalty, paths) }),
  };
  return { score: finalScore(categories), categories, tests };
}

function scoreCategory(name: TestResult["category"], judged: JudgedBranch) {
  const { weight } = judged;
  const { score, subjects, tests } = scoreBranch(judged);
  return {
    name,
    score,
    weight,
    subjects,
    ownTests: judged.tests.length,
    tests: tests.map(({ path, share, ...scored }) => ({
      ...scored,
      category: name,
      path: [name, ...path].join("/"),
      ...pointsOf({ score: scored.verdict.score, share }, { name, weight }),
    })),
  };
}

type ScoredCategory = ReturnType<typeof scoreCategory>;

/** `paths` are those of all tests in the order of judging, up to this category's taken; its own tests come last. */
function toCategory(category: ScoredCategory, paths: Iterator<string>): CategoryResult {
  const { name, score, weight } = category;
  const toSubject = (subject: ScoredSubject): SubjectResult => ({
    name: subject.name,
    score: subject.score,
    weight: subject.weight,
    ...pointsOf(subject, { name, weight }),
    subjects: subject.subjects.map(toSubject),
    tests: take(paths, subject.ownTests),
  });
  const subjects = category.subjects.map(toSubject);
  take(paths, category.ownTests);
  return subjects.length === 0 ? { score, weight } : { score, weight, subjects };
}

function toResults(scored: ScoredCategory["tests"]): TestResult[] {
  const paths = uniquePaths(scored.map(({ path }) => path));
  return scored.map(({ path, test, verdict, category, weight, worth, lostPoints }, index) => ({
    path: paths[index] ?? path,
    id: test.id,
    name: test.name,
    type: test.type,
    category,
    score: verdict.score,
    weight,
    worth,
    lostPoints,
    visibility: test.visibility,
    ...keepVerdict(verdict),
  }));
}

function take(paths: Iterator<string>, count: number): string[] {
  return Array.from({ length: count }, () => String(paths.next().value));
}
