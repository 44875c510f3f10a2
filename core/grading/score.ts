import { balanceWeights, sum } from "#core/grading/balance.ts";
import type { JudgedBranch, JudgedTest } from "#core/grading/judge-tests.ts";
import type { GradedResult } from "#core/grading/result.ts";

export interface ScoredBranch {
  readonly score: number;
  readonly subjects: readonly ScoredSubject[];
  /** In the order of judging: subjects first, then the branch's own tests. */
  readonly tests: readonly ScoredTest[];
}

export interface ScoredTest extends JudgedTest {
  /** Names from below the branch to the test. */
  readonly path: readonly string[];
  /** Balanced among its siblings. */
  readonly weight: number;
  /** Of the whole branch, 0 to 1. */
  readonly share: number;
}

export interface ScoredSubject {
  readonly name: string;
  readonly score: number;
  /** Balanced among its siblings. */
  readonly weight: number;
  /** Of the whole branch, 0 to 1. */
  readonly share: number;
  readonly subjects: readonly ScoredSubject[];
  readonly ownTests: number;
}

/** The weighted mean of everything below a category or a subject; 0 where nothing has weight. */
export function scoreBranch(branch: JudgedBranch): ScoredBranch {
  const weights = balanceWeights(branch);
  const total = sum([...weights.subjects, ...weights.tests]);
  const shareOf = (weight: number) => (total === 0 ? 0 : weight / total);
  const subjects = branch.subjects.map((subject, index) => ({
    name: subject.name,
    weight: weights.subjects[index] ?? 0,
    ownTests: subject.tests.length,
    ...scoreBranch(subject),
  }));
  const tests = branch.tests.map((judged, index) => ({ judged, weight: weights.tests[index] ?? 0 }));
  const weighted = sum([
    ...subjects.map(({ score, weight }) => score * weight),
    ...tests.map(({ judged, weight }) => judged.verdict.score * weight),
  ]);
  return {
    score: total === 0 ? 0 : weighted / total,
    subjects: subjects.map((subject) => within(subject, shareOf(subject.weight))),
    tests: [
      ...subjects.flatMap((subject) =>
        subject.tests.map((inner) => ({
          ...inner,
          path: [subject.name, ...inner.path],
          share: inner.share * shareOf(subject.weight),
        })),
      ),
      ...tests.map(({ judged, weight }) => ({
        ...judged,
        path: [judged.test.name],
        weight,
        share: shareOf(weight),
      })),
    ],
  };
}

/** A subject, whole or already with its share, as part of a branch in which it has this share. */
function within(
  subject: Omit<ScoredSubject, "share"> & { readonly share?: number },
  share: number,
): ScoredSubject {
  const { name, score, weight, ownTests } = subject;
  const subjects = subject.subjects.map((inner) => within(inner, share));
  return { name, score, weight, ownTests, share: (subject.share ?? 1) * share, subjects };
}

/** The score of a grading, 0 to 100. The base's own weight does not count; the others' are points. */
export function finalScore({ base, bonus, penalty }: GradedResult["categories"]): number {
  let score = base.score;
  if (bonus !== undefined) score += (bonus.score / 100) * bonus.weight;
  if (penalty !== undefined) score -= ((100 - penalty.score) / 100) * penalty.weight;
  return Math.min(100, Math.max(0, score));
}
