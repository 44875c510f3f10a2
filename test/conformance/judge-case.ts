import { isDeepStrictEqual } from "node:util";
import { AssayError } from "#core/errors.ts";
import { uniquePaths } from "#core/grading/score-vector.ts";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";
import { reasonByRule } from "./difference-rules.ts";
import { differs, type Instead } from "./differs.ts";
import { type CaseOutcome, gradeCase } from "./grade-case.ts";
import { isRejection } from "./expected-failure.ts";
import type { ReferenceCase } from "./reference-case.ts";
import { staticAnalysisDiffers } from "./static-analysis-differs.ts";

/** How one case came out. `differs`: not as recorded, for a reason that is written down, and as we promise instead. */
export interface CaseVerdict {
  readonly id: string;
  readonly status: "pass" | "differs" | "fail";
  readonly reason?: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
}

export async function judgeCase(example: ReferenceCase, pool: SandboxPool): Promise<CaseVerdict> {
  const { id } = example;
  try {
    return judge(example, await gradeCase(example, pool));
  } catch (error) {
    // An assignment that cannot be graded here is its instructor's to know: no score, as it was recorded.
    const instructors = error instanceof AssayError && error.blame === "instructor";
    if (instructors && example.expected.status === "failed") return { id, status: "pass" };
    return { id, status: "fail", reason: String(error), expected: factsExpected(example) };
  }
}

function judge(example: ReferenceCase, actual: CaseOutcome): CaseVerdict {
  const { id } = example;
  if (agrees(actual, example)) return { id, status: "pass" };
  const facts = { expected: factsExpected(example), actual: factsOf(actual) };
  const recorded = differs[id] ?? staticAnalysisDiffers[id];
  const reason =
    recorded !== undefined && holds(actual, recorded.instead)
      ? recorded.reason
      : reasonByRule(example, actual);
  return { id, status: reason === undefined ? "fail" : "differs", ...(reason && { reason }), ...facts };
}

function agrees(actual: CaseOutcome, example: ReferenceCase): boolean {
  const { expected } = example;
  if (expected.status !== "success") return isRejection(actual, expected);
  return isDeepStrictEqual(factsOf(actual), factsExpected(example));
}

/** Scores and categories, to the last bit; of two equal names ours gets a number. */
function factsExpected({ expected }: ReferenceCase): unknown {
  if (expected.status !== "success") return { outcome: "failed", error: expected.error ?? null };
  const paths = uniquePaths(expected.tests.map(({ path }) => path));
  return {
    outcome: "graded",
    score: expected.final_score,
    categories: expected.categories,
    tests: expected.tests.map(({ score, weight }, index) => ({ path: paths[index], score, weight })),
  };
}

function factsOf(actual: CaseOutcome): unknown {
  if (actual.outcome === "refused") {
    const errors = actual.findings.filter(({ severity }) => severity === "error");
    return { outcome: "refused", findings: errors.map(({ pointer, message }) => ({ pointer, message })) };
  }
  if (actual.outcome === "rejected") {
    const { code, message } = actual.error;
    return { outcome: "rejected", code, message };
  }
  const categories = Object.entries(actual.categories).flatMap(([name, category]) =>
    category === undefined ? [] : [[name, { score: category.score, weight: category.weight }] as const],
  );
  return {
    outcome: "graded",
    score: actual.score,
    categories: Object.fromEntries(categories),
    tests: actual.tests.map(({ path, score, weight }) => ({ path, score, weight })),
  };
}

function holds(actual: CaseOutcome, instead: Instead): boolean {
  if (instead.outcome === "refused") {
    return (
      actual.outcome === "refused" &&
      actual.findings.some(
        ({ severity, pointer, message }) =>
          severity === "error" && pointer === instead.pointer && instead.message.test(message),
      )
    );
  }
  if (instead.outcome === "rejected")
    return actual.outcome === "rejected" && actual.error.code === instead.code;
  if (actual.outcome !== "graded" || actual.score !== instead.score) return false;
  return instead.stdout === undefined || actual.tests[0]?.stdout?.text === instead.stdout;
}
