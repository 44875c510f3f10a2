import type { Reference } from "#core/assignment/reference.ts";
import type { GradedResult, GradingResult } from "#core/grading/result.ts";

/** Sums of balanced weights are not exact: three equal tests that all pass make 100.00000000000001. */
const ROUNDING = 1e-6;
/** Of tests that are named one by one. */
const NAMED_TESTS = 10;

type ExpectedScores = Extract<Reference["expected"], { outcome: "graded" }>;

/** How a reference's result differs from what was expected of it, for the instructor; undefined when it does not. */
export function referenceProblem({ expected }: Reference, result: GradingResult): string | undefined {
  if (result.outcome !== "graded") {
    if (expected.outcome === result.outcome) return undefined;
    const wanted = expected.outcome === "graded" ? `the score ${expected.score}` : "to be rejected";
    return `expected ${wanted}, but it was ${result.outcome}: ${result.error.message}`;
  }
  const { score, tests } = result;
  if (expected.outcome === "rejected") return `expected to be rejected, but it got the score ${shown(score)}`;
  const differing = tests.filter(({ id, score: actual }) => {
    const wanted = Object.hasOwn(expected.tests, id) ? expected.tests[id] : undefined;
    return wanted !== undefined && Math.abs(actual - wanted) > ROUNDING;
  });
  const named = differing.map(
    ({ id, score: actual }) => `the test '${id}' got ${shown(actual)} and ${expected.tests[id]} was expected`,
  );
  if (Math.abs(score - expected.score) <= expected.tolerance + ROUNDING) {
    return differing.length === 0 ? undefined : sentence(named);
  }
  const total = `expected the score ${withTolerance(expected)}, but it got ${shown(score)}`;
  return sentence([total, ...(differing.length > 0 ? named : suspects(result, expected))]);
}

/** Of tests of which nobody said what they should give, those that may have pulled the score to the wrong side. */
function suspects({ score, tests }: GradedResult, expected: ExpectedScores): readonly string[] {
  const list = tests
    .filter(({ id }) => !Object.hasOwn(expected.tests, id))
    .filter((test) => (score < expected.score ? test.score < 100 : test.score > 0));
  return list.map((test) => `the test '${test.id}' got ${shown(test.score)}`);
}

function withTolerance({ score, tolerance }: { readonly score: number; readonly tolerance: number }): string {
  return tolerance === 0 ? String(score) : `${score} ± ${tolerance}`;
}

function sentence(parts: readonly string[]): string {
  const more = parts.length > NAMED_TESTS ? [`and ${parts.length - NAMED_TESTS} more`] : [];
  return [...parts.slice(0, NAMED_TESTS), ...more].join("; ");
}

function shown(score: number): string {
  return String(Math.round(score * 100) / 100);
}
