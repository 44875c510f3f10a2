import type { ErrorCode } from "#core/errors.ts";
import { errorRegistry } from "#core/errors.ts";
import type { GradedResult, GradingResult, SubjectResult, TestResult } from "#core/grading/result.ts";
import { mayShowDetails } from "#core/report/details.ts";
import type {
  CategoryOutcome,
  OutcomeV1,
  SubjectOutcome,
  TestOutcome,
} from "#core/report/outcome-v1-schema.ts";
import { sha256Hex } from "#core/submission/ids.ts";

/** A result as outcome v1: a score and its tree, or a structured error, and never a zero that hides a fault. */
export function outcomeV1(result: GradingResult): OutcomeV1 {
  const { correlationId, language, finishedAt, definitionHash, releaseId } = result;
  const durationMs = Math.max(0, Math.round(result.phases?.totalMs ?? 0));
  const disabled = { status: "disabled" as const, content: null, error: null };
  const common = {
    schema_version: "1.0" as const,
    execution_id: correlationId,
    language: language ?? null,
    provenance: {
      schema_version: "1.0" as const,
      definition_hash: definitionHash ?? noDefinition,
      reference: releaseId ?? null,
      revision: null,
    },
    started_at: new Date(Date.parse(finishedAt) - durationMs).toISOString(),
    finished_at: finishedAt,
    duration_ms: durationMs,
    feedback: disabled,
    comparison: disabled,
  };
  if (result.outcome === "graded") {
    const score = rounded(result.score);
    return { ...common, status: "completed", score, tree: treeOf(result), error: null };
  }
  const { code, message } = result.error;
  return {
    ...common,
    status: "failed",
    score: null,
    tree: null,
    error: {
      code: codes[code] ?? code.toUpperCase(),
      message: message === "" ? code : message,
      category: categoryOf(code),
      retryable: errorRegistry[code].retry !== "never",
      correlation_id: correlationId,
    },
  };
}

/** As JSON text. */
export function renderOutcomeV1(result: GradingResult): string {
  return JSON.stringify(outcomeV1(result), null, 2);
}

/** An upload that was refused before any release was read was graded against none: the SHA-256 of no bytes. */
const noDefinition = sha256Hex("");

/** Where the contract has a name of its own for what happened. */
const codes: Partial<Record<ErrorCode, string>> = {
  setup_command_failed: "PREPARATION_FAILED",
  setup_command_timeout: "PREPARATION_FAILED",
  sandbox_unavailable: "CAPABILITY_UNAVAILABLE",
  analysis_unavailable: "CAPABILITY_UNAVAILABLE",
  sandbox_lost: "SANDBOX_ERROR",
  image_not_fetched: "CAPABILITY_UNAVAILABLE",
  asset_injection_failed: "PREPARATION_ERROR",
  ai_unavailable: "PROVIDER_ERROR",
  archive_name_conflict: "FILE_TARGET_CONFLICT",
  test_function_threw: "EXECUTION_ERROR",
  internal: "EXECUTION_ERROR",
};

const capability: readonly ErrorCode[] = [
  "sandbox_unavailable",
  "sandbox_lost",
  "analysis_unavailable",
  "image_not_fetched",
  "asset_injection_failed",
  "bundle_missing",
  "bundle_corrupt",
  "storage_unavailable",
];

function categoryOf(code: ErrorCode): "definition" | "submission" | "capability" | "provider" | "internal" {
  if (errorRegistry[code].blame === "student") return "submission";
  if (errorRegistry[code].blame === "instructor") return "definition";
  if (code === "ai_unavailable") return "provider";
  return capability.includes(code) ? "capability" : "internal";
}

function treeOf(result: GradedResult) {
  const { bonus, penalty } = result.categories;
  return {
    type: "root" as const,
    name: "root" as const,
    score: rounded(result.score),
    base: category(result, "base", result.categories.base),
    bonus: bonus === undefined ? null : category(result, "bonus", bonus),
    penalty: penalty === undefined ? null : category(result, "penalty", penalty),
  };
}

function category(
  result: GradedResult,
  name: CategoryOutcome["name"],
  { score, weight, subjects = [] }: GradedResult["categories"]["base"],
): CategoryOutcome {
  const own = result.tests.filter((test) => test.category === name);
  const inSubjects = new Set(subjects.flatMap(pathsOf));
  return {
    type: "category",
    name,
    score: rounded(score),
    weight,
    subjects: subjects.map((each) => subject(each, result)),
    tests: own.filter(({ path }) => !inSubjects.has(path)).map((test) => testOf(test, result)),
  };
}

function subject({ name, score, weight, ...inner }: SubjectResult, result: GradedResult): SubjectOutcome {
  return {
    type: "subject",
    name,
    score: rounded(score),
    weight,
    subjects: inner.subjects.map((each) => subject(each, result)),
    tests: result.tests.filter(({ path }) => inner.tests.includes(path)).map((test) => testOf(test, result)),
  };
}

function testOf(test: TestResult, result: GradedResult): TestOutcome {
  const { id, type, name, score, weight, message } = test;
  return {
    type: "test",
    id,
    evaluator: type,
    name,
    score: rounded(score),
    weight,
    report: mayShowDetails(test, result) ? message : "",
    file_target: null,
    parameters: {},
  };
}

function pathsOf({ tests, subjects }: SubjectResult): readonly string[] {
  return [...tests, ...subjects.flatMap(pathsOf)];
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
