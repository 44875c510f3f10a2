import { isDeepStrictEqual } from "node:util";
import { AssayError } from "#core/errors.ts";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";
import { type Facts, factsOf, type GradedFacts, predictedFacts, recordedFacts } from "./facts.ts";
import { type CaseOutcome, gradeCase } from "./grade-case.ts";
import { isRejected, isSameFailure } from "./judge-failure.ts";
import { reportProblem } from "./judge-report.ts";
import type { ReferenceCase } from "./reference-case.ts";
import { rejectionOf } from "./reference/rejection.ts";
import { testsOf, treeOf } from "./reference/tree.ts";
import { reasonToGrade, reasonToReject } from "./rules/outcomes.ts";
import { reasonOfRefusal } from "./rules/refusals.ts";
import { differencesOf, modelled } from "./rules/test-differences.ts";

/** How one case came out. `differs`: not as recorded, for a reason that is written down, and as that reason says. */
export interface CaseVerdict {
  readonly id: string;
  readonly status: "pass" | "differs" | "fail";
  readonly reason?: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
}

export async function judgeCase(example: ReferenceCase, pool: SandboxPool): Promise<CaseVerdict> {
  const { id } = example;
  let actual: CaseOutcome;
  try {
    actual = await gradeCase(example, pool);
  } catch (error) {
    const told = error instanceof AssayError && isSameFailure(error, rejectionOf(example));
    if (told) return { id, status: "pass" };
    return { id, status: "fail", reason: String(error), expected: expectedOf(example) };
  }
  return judge(example, actual);
}

/** Whether an outcome is the recorded one; else, whether it is exactly the one that written reasons lead to. */
export function judge(example: ReferenceCase, actual: CaseOutcome): CaseVerdict {
  const { id } = example;
  const recorded = recordedFacts(example);
  const facts = factsOf(actual, example);
  const report = actual.outcome === "graded" ? reportProblem(example, actual) : undefined;
  const compared = { expected: expectedOf(example), actual: facts };
  if (report !== undefined && !report.byDesign)
    return { id, status: "fail", reason: report.problem, ...compared };
  const same = recorded === undefined ? isRejected(actual, example) : isDeepStrictEqual(facts, recorded);
  if (same && report === undefined) return { id, status: "pass" };
  if (same && report !== undefined) return { id, status: "differs", reason: report.problem };
  const reason = reasonFor(example, { facts, recorded, actual });
  return reason === undefined
    ? { id, status: "fail", ...compared }
    : { id, status: "differs", reason, ...compared };
}

interface Compared {
  readonly facts: Facts;
  readonly recorded: GradedFacts | undefined;
  readonly actual: CaseOutcome;
}

function reasonFor(example: ReferenceCase, { facts, recorded, actual }: Compared): string | undefined {
  if (facts.outcome === "refused") return reasonOfRefusal(facts, example);
  if (facts.outcome === "rejected") return reasonToReject(facts.code, example);
  if (recorded === undefined) return gradedInstead(example, facts);
  return actual.outcome === "graded" ? otherScores(example, facts, recorded) : undefined;
}

/** No score was recorded: each must be one that a model of its function gives, and the sums those of the scores. */
function gradedInstead(example: ReferenceCase, facts: GradedFacts): string | undefined {
  const tree = treeOf(example);
  const reason = reasonToGrade(example);
  if (tree === undefined || reason === undefined) return undefined;
  const scores = facts.tests.map(({ score }) => score);
  if (!isDeepStrictEqual(facts, predictedFacts(tree, scores))) return undefined;
  const possible = testsOf(tree).every((test, index) => {
    const score = scores[index] ?? Number.NaN;
    const theirs = modelled(test, example);
    if (theirs === undefined) return score === 0 || score === 100;
    return score === theirs || differencesOf(test, example, theirs).some((each) => each.score === score);
  });
  return possible ? reason : undefined;
}

/** Every other score has a reason of its own; all that is made of the scores is computed anew. */
function otherScores(example: ReferenceCase, facts: GradedFacts, recorded: GradedFacts): string | undefined {
  const tree = treeOf(example) ?? [];
  const reasons = testsOf(tree).map((test, index) => {
    const [theirs, ours] = [recorded.tests[index]?.score, facts.tests[index]?.score];
    if (theirs === ours) return [];
    return differencesOf(test, example, theirs ?? Number.NaN).find(({ score }) => score === ours)?.reason;
  });
  if (reasons.includes(undefined)) return undefined;
  const predicted = predictedFacts(
    tree,
    facts.tests.map(({ score }) => score),
  );
  if (!isDeepStrictEqual(facts, predicted)) return undefined;
  const all = new Set([...reasons.flatMap((reason) => reason ?? []), ...(hasTwins(facts) ? [twins] : [])]);
  return all.size === 0 ? undefined : [...all].join("; ");
}

const twins = "two tests of one name keep both their scores, the second as `#2`";

function hasTwins({ tests }: GradedFacts): boolean {
  return tests.some(({ path }) => /#\d+$/.test(path));
}

function expectedOf(example: ReferenceCase): unknown {
  const { error, build_error: build, failed_at_step: step } = example.expected;
  return recordedFacts(example) ?? { outcome: "failed", step, error: error ?? build ?? null };
}
