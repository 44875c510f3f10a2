import type { Assignment, Category, Subject, Test } from "#core/assignment/assignment.ts";
import { testsOf } from "#core/assignment/tests-of.ts";
import type { TestVerdict } from "#core/grading/test-function.ts";

/** Judges one test. `done` tests were judged before it, of `total`. */
export type Judge = (
  test: Test,
  position: { readonly done: number; readonly total: number },
) => Promise<TestVerdict>;

export interface JudgedCriteria {
  readonly base: JudgedBranch;
  readonly bonus: JudgedBranch | undefined;
  readonly penalty: JudgedBranch | undefined;
}

/** A category or a subject whose tests have their verdicts. */
export interface JudgedBranch {
  readonly weight: number;
  readonly subjectsWeight?: number | undefined;
  readonly subjects: readonly (JudgedBranch & { readonly name: string })[];
  readonly tests: readonly JudgedTest[];
}

export interface JudgedTest {
  readonly test: Test;
  readonly verdict: TestVerdict;
}

/**
 * Judges every test, one after another: base, bonus, penalty, and in each branch its subjects before its
 * own tests. A judge that rejects ends it: there is no partial grade.
 */
export async function judgeTests(
  { base, bonus, penalty }: Assignment["criteria"],
  judge: Judge,
): Promise<JudgedCriteria> {
  const total = testsOf({ base, bonus, penalty }).length;
  let done = 0;
  const next = async (test: Test) => {
    const verdict = await judge(test, { done, total });
    done += 1;
    return { test, verdict };
  };
  return {
    base: await judgeBranch(base, next),
    bonus: bonus === undefined ? undefined : await judgeBranch(bonus, next),
    penalty: penalty === undefined ? undefined : await judgeBranch(penalty, next),
  };
}

async function judgeBranch(
  branch: Category | Subject,
  next: (test: Test) => Promise<JudgedTest>,
): Promise<JudgedBranch> {
  const { weight, subjectsWeight } = branch;
  const subjects: JudgedBranch["subjects"][number][] = [];
  for (const subject of branch.subjects) {
    subjects.push({ name: subject.name, ...(await judgeBranch(subject, next)) });
  }
  const tests: JudgedTest[] = [];
  for (const test of branch.tests) tests.push(await next(test));
  return { weight, subjectsWeight, subjects, tests };
}
