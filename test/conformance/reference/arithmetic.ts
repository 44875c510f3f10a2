import type { ReferenceBranch } from "./tree.ts";

/** What the reference system makes of the scores of all tests, computed anew from the config: nothing of ours is used. */
export interface Arithmetic {
  readonly score: number;
  readonly categories: Readonly<Record<string, Scored>>;
  readonly subjects: Readonly<Record<string, Scored>>;
  readonly tests: readonly ScoredTest[];
  /** By category, the most expensive first, with that system's own loss. */
  readonly focus: Readonly<Record<string, readonly Loss[] | null>>;
  /** Of each test, the points of the final score that it really cost. */
  readonly lost: readonly number[];
}

export interface Scored {
  readonly score: number;
  readonly weight: number;
}
export interface ScoredTest extends Scored {
  readonly path: string;
  readonly name: string;
  /** What the reference system multiplies a loss with. */
  readonly multiplier: number;
  /** Share of the final score, 0 to 1. */
  readonly share: number;
}
export interface Loss {
  readonly name: string;
  readonly diff_score: number;
}

/** `scores` are in the order of grading. */
export function computeGrade(categories: readonly ReferenceBranch[], scores: readonly number[]): Arithmetic {
  const next = scores.values();
  const computed = categories.map((category) => ({
    category,
    ...computeBranch(category, {
      path: category.name,
      next,
      multiplier: category.weight / 100,
      share: category.name === "base" ? 1 : category.weight / 100,
    }),
  }));
  const byName = Object.fromEntries(
    computed.map(({ category, score }) => [category.name, { score, weight: category.weight }]),
  );
  const tests = computed.flatMap((each) => each.tests);
  return {
    score: finalScore(byName),
    categories: byName,
    subjects: Object.fromEntries(computed.flatMap((each) => each.subjects)),
    tests,
    focus: focusOf(Object.fromEntries(computed.map((each) => [each.category.name, each.tests]))),
    lost: tests.map(({ score, share }) => (100 - score) * share),
  };
}

interface Position {
  readonly path: string;
  readonly next: Iterator<number>;
  readonly multiplier: number;
  readonly share: number;
}

function computeBranch(
  branch: ReferenceBranch,
  position: Position,
): {
  readonly score: number;
  readonly subjects: readonly (readonly [string, Scored])[];
  readonly tests: readonly ScoredTest[];
} {
  const { path, next, multiplier, share } = position;
  const { subjectsWeight: percent } = branch;
  const mixed = branch.subjects.length > 0 && branch.tests.length > 0;
  const part = mixed ? (percent ?? 0) / 100 : 1;
  const subjectWeights = balanced(
    balanced(
      branch.subjects.map(({ weight }) => weight),
      100,
    ),
    100 * part,
  );
  const testWeights = balanced(
    branch.tests.map(({ weight }) => weight),
    mixed ? 100 * (1 - part) : 100,
  );
  const total = [...subjectWeights, ...testWeights].reduce((sum, weight) => sum + weight, 0);
  const below = branch.subjects.map((subject, index) => {
    const weight = subjectWeights[index] ?? 0;
    const inner = computeBranch(subject, {
      path: `${path}/${subject.name}`,
      next,
      multiplier: (percent === undefined ? multiplier : multiplier * (percent / 100)) * (weight / 100),
      share: (share * weight) / total,
    });
    return { name: `${path}/${subject.name}`, weight, ...inner };
  });
  const tests = branch.tests.map(({ test }, index) => {
    const weight = testWeights[index] ?? 0;
    return {
      path: test.path,
      name: test.name,
      score: Number(next.next().value),
      weight,
      multiplier: percent === undefined ? multiplier : multiplier * ((100 - percent) / 100),
      share: (share * weight) / total,
    };
  });
  const points = [...below, ...tests].reduce((sum, { score, weight }) => sum + score * weight, 0);
  return {
    score: total === 0 ? 0 : points / total,
    subjects: below.flatMap(({ name, score, weight, subjects }) => [
      [name, { score, weight }] as const,
      ...subjects,
    ]),
    tests: [...below.flatMap((each) => each.tests), ...tests],
  };
}

function balanced(weights: readonly number[], target: number): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const factor = target / total;
  return weights.map((weight) => (total === 0 ? target / weights.length : weight * factor));
}

function finalScore({ base, bonus, penalty }: Readonly<Record<string, Scored>>): number {
  const score =
    (base?.score ?? 0) +
    (bonus === undefined ? 0 : (bonus.score / 100) * bonus.weight) -
    (penalty === undefined ? 0 : ((100 - penalty.score) / 100) * penalty.weight);
  return Math.min(100, Math.max(0, score));
}

/** Every test of a category, by what the reference system says that it cost. */
export function focusOf(tests: Readonly<Record<string, readonly ScoredTest[]>>): Arithmetic["focus"] {
  const losses = (category: string) => {
    const found = (tests[category] ?? []).map(({ name, score, weight, multiplier }) => ({
      name,
      diff_score: score === 100 ? 0 : (100 - score) * (weight / 100) * multiplier,
    }));
    return found.toSorted((one, other) => other.diff_score - one.diff_score);
  };
  const orNull = (list: readonly Loss[]) => (list.length === 0 ? null : list);
  return { base: losses("base"), penalty: orNull(losses("penalty")), bonus: orNull(losses("bonus")) };
}
