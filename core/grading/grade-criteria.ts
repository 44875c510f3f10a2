import type { Assignment } from "#core/assignment/assignment.ts";
import { type Judge, type JudgedBranch, judgeTests } from "#core/grading/judge-tests.ts";
import { keepVerdict } from "#core/grading/keep-output.ts";
import { lostPoints } from "#core/grading/lost-points.ts";
import type { GradedResult, TestResult } from "#core/grading/result.ts";
import { finalScore, scoreBranch } from "#core/grading/score.ts";
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
  const categories = {
    base: base.result,
    ...(bonus && { bonus: bonus.result }),
    ...(penalty && { penalty: penalty.result }),
  };
  const tests = [base, bonus, penalty].flatMap((category) => category?.tests ?? []);
  return { score: finalScore(categories), categories, tests: toResults(tests) };
}

function scoreCategory(name: TestResult["category"], judged: JudgedBranch) {
  const { weight } = judged;
  const { score, tests } = scoreBranch(judged);
  return {
    result: { score, weight },
    tests: tests.map(({ path, share, ...scored }) => ({
      ...scored,
      category: name,
      path: [name, ...path].join("/"),
      lostPoints: lostPoints({ score: scored.verdict.score, share }, { name, weight }),
    })),
  };
}

function toResults(scored: ReturnType<typeof scoreCategory>["tests"]): TestResult[] {
  const paths = uniquePaths(scored.map(({ path }) => path));
  return scored.map(({ path, test, verdict, category, weight, lostPoints: lost }, index) => ({
    path: paths[index] ?? path,
    id: test.id,
    name: test.name,
    type: test.type,
    category,
    score: verdict.score,
    weight,
    lostPoints: lost,
    visibility: test.visibility,
    ...keepVerdict(verdict),
  }));
}
