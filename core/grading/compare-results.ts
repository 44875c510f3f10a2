import * as z from "zod";
import { GradedResult } from "#core/grading/result.ts";

/** A score and the scores of the tests it is made of, by path, in their order. */
export interface Scores {
  readonly score: number;
  readonly tests: ReadonlyMap<string, number>;
}

export interface Comparison {
  /** Rounded to cents, like every delta: smaller changes are none. */
  readonly scoreDelta: number;
  readonly improved: boolean;
  /** The head's tests in its order, then those that only the baseline has. */
  readonly tests: readonly TestDelta[];
}

export type TestDelta = { readonly path: string } & (
  | {
      readonly status: "improved" | "regressed" | "unchanged";
      readonly baseline: number;
      readonly head: number;
      readonly delta: number;
    }
  | { readonly status: "introduced"; readonly head: number }
  | { readonly status: "removed"; readonly baseline: number }
);

/** What changed from an earlier grading to this one. */
export function compareScores(head: Scores, baseline: Scores): Comparison {
  const scoreDelta = toCents(head.score - baseline.score);
  const kept = [...head.tests].map(([path, score]) => deltaOf(path, score, baseline.tests.get(path)));
  const removed = [...baseline.tests].flatMap(([path, score]): TestDelta[] =>
    head.tests.has(path) ? [] : [{ path, status: "removed", baseline: score }],
  );
  return { scoreDelta, improved: scoreDelta > 0, tests: [...kept, ...removed] };
}

function deltaOf(path: string, head: number, baseline: number | undefined): TestDelta {
  if (baseline === undefined) return { path, status: "introduced", head };
  const delta = toCents(head - baseline);
  const status = delta > 0 ? "improved" : delta < 0 ? "regressed" : "unchanged";
  return { path, status, baseline, head, delta };
}

/**
 * Two decimals, ties to even as the reference system's language rounds. Only eighths of odd numerator are ties:
 * of all multiples of 0.005 that are none of 0.01, a double can hold no others.
 */
function toCents(value: number): number {
  const rounded = Number(value.toFixed(2));
  const isTie = Number.isInteger(value * 8) && Math.abs(value * 8) % 2 === 1;
  if (!isTie || Math.round(rounded * 100) % 2 === 0) return rounded === 0 ? 0 : rounded;
  return Number((rounded - Math.sign(value) / 100).toFixed(2));
}

/** Deeper trees are not read: an assignment nests its subjects less deep. */
const MAX_DEPTH = 20;

const Score = z.number().min(0).max(100);
const Wrapped = z.object({ root: z.unknown().optional(), tree: z.unknown().optional() });
const Scored = z.object({ final_score: Score });
const Children = z.object({ children: z.unknown() });
const Categories = z.object({
  base: z.unknown(),
  bonus: z.unknown().optional(),
  penalty: z.unknown().optional(),
});
const StoredNode = z.object({
  subjects: z.array(z.looseObject({ name: z.string() })).nullish(),
  tests: z.array(z.object({ name: z.string(), score: Score })).nullish(),
});

/**
 * The scores of a graded result of ours, or of a result tree of the reference system, bare or below `root` or `tree`.
 * Undefined for anything else: it comes from outside, and a grade does not depend on it.
 */
export function readScores(value: unknown): Scores | undefined {
  const ours = GradedResult.safeParse(value);
  if (ours.success) {
    return {
      score: ours.data.score,
      tests: new Map(ours.data.tests.map(({ path, score }) => [path, score])),
    };
  }
  const outer = Wrapped.safeParse(value).data;
  const root = outer?.root ?? outer?.tree ?? value;
  const scored = Scored.safeParse(value).data ?? Scored.safeParse(root).data;
  const categories = Categories.safeParse(Children.safeParse(root).data?.children ?? root).data;
  if (scored === undefined || categories === undefined) return undefined;
  const tests = (["base", "bonus", "penalty"] as const).map((name) => {
    const node = categories[name] ?? undefined;
    return node === undefined && name !== "base" ? [] : testsOf(node, name, 0);
  });
  if (tests.includes(undefined)) return undefined;
  return { score: scored.final_score, tests: new Map(tests.flatMap((part) => part ?? [])) };
}

/** Undefined when any of it is not as it should be. */
function testsOf(value: unknown, path: string, depth: number): [string, number][] | undefined {
  const node = StoredNode.safeParse(value).data;
  if (node === undefined || depth > MAX_DEPTH) return undefined;
  const below = (node.subjects ?? []).map((subject) =>
    testsOf(subject, `${path}/${subject.name}`, depth + 1),
  );
  if (below.includes(undefined)) return undefined;
  const own = (node.tests ?? []).map(({ name, score }): [string, number] => [`${path}/${name}`, score]);
  return [...below.flatMap((part) => part ?? []), ...own];
}
