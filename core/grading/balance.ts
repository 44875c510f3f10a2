/** The weights of one branch's children, scaled so that all of them together make 100. */
export interface BalancedWeights {
  readonly subjects: readonly number[];
  readonly tests: readonly number[];
}

export interface WeightedBranch {
  readonly subjectsWeight?: number | undefined;
  readonly subjects: readonly { readonly weight: number }[];
  readonly tests: readonly { readonly test: { readonly weight: number } }[];
}

/**
 * Weights are ratios within their group: subjects among subjects, tests among tests. Where a branch has both,
 * `subjectsWeight` percent go to the subjects and the rest to the tests.
 *
 * The order of operations is the reference system's, to the last bit: first a factor and then the product,
 * and subjects are scaled to 100 before they are scaled to their part. Three equal tests that all pass
 * make 100.00000000000001 there, and here.
 */
export function balanceWeights(branch: WeightedBranch): BalancedWeights {
  const both = branch.subjects.length > 0 && branch.tests.length > 0;
  const subjectsPart = both ? (branch.subjectsWeight ?? 0) / 100 : 1;
  const testsPart = both ? 1 - subjectsPart : 1;
  const subjectWeights = branch.subjects.map((subject) => subject.weight);
  const testWeights = branch.tests.map(({ test }) => test.weight);
  return {
    subjects: scaleTo(100 * subjectsPart, scaleTo(100, subjectWeights)),
    tests: scaleTo(100 * testsPart, testWeights),
  };
}

function scaleTo(target: number, weights: readonly number[]): readonly number[] {
  const total = sum(weights);
  if (total === 0) return weights.map(() => target / weights.length);
  if (total === target) return weights;
  const factor = target / total;
  if (Number.isFinite(total) && Number.isFinite(factor)) return weights.map((weight) => weight * factor);
  const largest = Math.max(...weights);
  return scaleTo(
    target,
    weights.map((weight) => weight / largest),
  );
}

/** From left to right and without compensation, as the reference system adds. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
