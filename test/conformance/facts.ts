import { uniquePaths } from "#core/grading/score-vector.ts";
import type { SubjectResult } from "#core/grading/result.ts";
import { type Arithmetic, computeGrade, focusOf, type Scored } from "./reference/arithmetic.ts";
import { type ReferenceBranch, treeOf } from "./reference/tree.ts";
import type { CaseOutcome } from "./grade-case.ts";
import type { ReferenceCase } from "./reference-case.ts";

/** Everything of an outcome that is compared, to the last bit. */
export type Facts = GradedFacts | RefusedFacts | { readonly outcome: "rejected"; readonly code: string };

export interface GradedFacts {
  readonly outcome: "graded";
  readonly score: number;
  readonly categories: Readonly<Record<string, Scored>>;
  readonly subjects: Readonly<Record<string, Scored>>;
  readonly tests: readonly (Scored & { readonly path: string })[];
  readonly scoreVector: Readonly<Record<string, number>>;
  /** The losses that the reference system would name for these scores and weights. */
  readonly focus: Arithmetic["focus"];
  /** The points that each test really cost, to nine digits: another order of the same sums is no difference. */
  readonly lost: readonly number[];
}

export interface RefusedFacts {
  readonly outcome: "refused";
  /** Of the errors, sorted by place. */
  readonly errors: readonly { readonly code: string; readonly pointer: string }[];
}

export type Graded = Extract<CaseOutcome, { readonly outcome: "graded" }>;

/** What was recorded; undefined where it was no grade. */
export function recordedFacts(example: ReferenceCase): GradedFacts | undefined {
  const { expected } = example;
  const tree = treeOf(example);
  if (expected.status !== "success" || tree === undefined) return undefined;
  const paths = uniquePaths(expected.tests.map(({ path }) => path));
  const tests = expected.tests.map(({ score, weight }, index) => ({
    path: paths[index] ?? "",
    score,
    weight,
  }));
  const computed = computeGrade(
    tree,
    expected.tests.map(({ score }) => score),
  );
  return {
    outcome: "graded",
    score: expected.final_score ?? Number.NaN,
    categories: expected.categories ?? {},
    subjects: expected.subjects ?? computed.subjects,
    tests,
    scoreVector: expected.score_vector ?? vectorOf(tests),
    focus: expected.focus ?? computed.focus,
    lost: computed.lost.map(toNineDigits),
  };
}

/** What a grade is made of by the reference system's arithmetic, with these scores and our names of tests. */
export function predictedFacts(tree: readonly ReferenceBranch[], scores: readonly number[]): GradedFacts {
  const computed = computeGrade(tree, scores);
  const paths = uniquePaths(computed.tests.map(({ path }) => path));
  const tests = computed.tests.map(({ score, weight }, index) => ({
    path: paths[index] ?? "",
    score,
    weight,
  }));
  const { score, categories, subjects, focus, lost } = computed;
  const scoreVector = vectorOf(tests);
  return {
    outcome: "graded",
    score,
    categories,
    subjects,
    tests,
    scoreVector,
    focus,
    lost: lost.map(toNineDigits),
  };
}

/** What came out here. */
export function factsOf(actual: CaseOutcome, example: ReferenceCase): Facts {
  if (actual.outcome === "refused") {
    const errors = actual.findings.filter(({ severity }) => severity === "error");
    return refused(errors.map(({ code, pointer }) => ({ code, pointer })));
  }
  if (actual.outcome === "rejected") return { outcome: "rejected", code: actual.error.code };
  const tests = actual.tests.map(({ path, score, weight }) => ({ path, score, weight }));
  const categories = Object.entries(actual.categories).flatMap(([name, category]) =>
    category === undefined ? [] : [{ name, category }],
  );
  return {
    outcome: "graded",
    score: actual.score,
    categories: Object.fromEntries(
      categories.map(({ name, category: { score, weight } }) => [name, { score, weight }]),
    ),
    subjects: Object.fromEntries(
      categories.flatMap(({ name, category }) => subjectsOf(category.subjects ?? [], name)),
    ),
    tests,
    scoreVector: vectorOf(tests),
    focus: focusIn(actual, treeOf(example) ?? []),
    lost: actual.tests.map(({ lostPoints }) => toNineDigits(lostPoints)),
  };
}

export function refused(errors: RefusedFacts["errors"]): RefusedFacts {
  const places = errors.toSorted((one, other) => one.pointer.localeCompare(other.pointer));
  return { outcome: "refused", errors: places };
}

function vectorOf(tests: readonly { readonly path: string; readonly score: number }[]) {
  return Object.fromEntries(tests.map(({ path, score }) => [path, score]));
}

function subjectsOf(subjects: readonly SubjectResult[], path: string): (readonly [string, Scored])[] {
  return subjects.flatMap(({ name, score, weight, subjects: inner }) => [
    [`${path}/${name}`, { score, weight }] as const,
    ...subjectsOf(inner, `${path}/${name}`),
  ]);
}

/** Our scores and balanced weights, with the multipliers that the reference system makes of such weights. */
function focusIn(actual: Graded, tree: readonly ReferenceBranch[]): Arithmetic["focus"] {
  const tests = actual.tests.values();
  const byCategory = tree.map((category) => {
    const result = Object.entries(actual.categories).find(([name]) => name === category.name)?.[1];
    const multiplier = (result?.weight ?? Number.NaN) / 100;
    return [category.name, multipliersOf(category, result?.subjects ?? [], multiplier)] as const;
  });
  const losses = byCategory.map(([name, multipliers]) => {
    const own = multipliers.map((multiplier) => {
      const test = tests.next().value;
      return {
        path: test?.path ?? "",
        name: test?.name ?? "",
        score: test?.score ?? Number.NaN,
        weight: test?.weight ?? Number.NaN,
        share: 0,
        multiplier,
      };
    });
    return [name, own] as const;
  });
  return focusOf(Object.fromEntries(losses));
}

function multipliersOf(
  branch: ReferenceBranch,
  results: readonly SubjectResult[],
  multiplier: number,
): readonly number[] {
  const { subjectsWeight: percent, subjects, tests } = branch;
  const below = percent === undefined ? multiplier : multiplier * (percent / 100);
  const direct = percent === undefined ? multiplier : multiplier * ((100 - percent) / 100);
  return [
    ...subjects.flatMap((subject, index) => {
      const { weight = Number.NaN, subjects: inner = [] } = results[index] ?? {};
      return multipliersOf(subject, inner, below * (weight / 100));
    }),
    ...tests.map(() => direct),
  ];
}

function toNineDigits(points: number): number {
  return Math.round(points * 1e9) / 1e9 + 0;
}
