import type { Assignment } from "#core/assignment/assignment.ts";
import type { ErrorCode } from "#core/errors.ts";
import { errorRegistry } from "#core/errors.ts";
import { compareScores, type Scores } from "#core/grading/compare-results.ts";
import type { GradedResult, GradingResult } from "#core/grading/result.ts";
import { renderMarkdown } from "#core/report/markdown.ts";
import type { OutcomeV1 } from "#core/report/outcome-v1-schema.ts";
import { rounded, treeOf } from "#core/report/outcome-v1-tree.ts";
import { sha256Hex } from "#core/submission/ids.ts";

/** What a result itself does not have. */
export interface OutcomeSources {
  /** What it was graded by; without it, tests have no parameters. */
  readonly definition?: Assignment | undefined;
  /** An earlier one of the same student, to compare it with. */
  readonly baseline?: GradedResult | undefined;
}

/** A result as outcome v1: a score and its tree, or a structured error, and never a zero that hides a fault. */
export function outcomeV1(result: GradingResult, sources: OutcomeSources = {}): OutcomeV1 {
  const { correlationId, language, finishedAt, definitionHash, releaseId } = result;
  const durationMs = Math.max(0, Math.round(result.phases?.totalMs ?? 0));
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
  };
  if (result.outcome === "graded") {
    return {
      ...common,
      feedback: feedbackOf(result),
      comparison: comparisonOf(result, sources.baseline),
      status: "completed",
      score: rounded(result.score),
      tree: treeOf(result, sources.definition),
      error: null,
    };
  }
  const { code, message } = result.error;
  return {
    ...common,
    feedback: disabled,
    comparison: disabled,
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
export function renderOutcomeV1(result: GradingResult, sources?: OutcomeSources): string {
  return JSON.stringify(outcomeV1(result, sources), null, 2);
}

const disabled = { status: "disabled", content: null, error: null } as const;

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
  ai_budget_spent: "PROVIDER_ERROR",
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
  if (code === "ai_unavailable" || code === "ai_budget_spent") return "provider";
  return capability.includes(code) ? "capability" : "internal";
}

function feedbackOf(result: GradedResult): OutcomeV1["feedback"] {
  if (result.feedback === undefined && result.aiFeedback === undefined) return disabled;
  return { status: "completed", content: renderMarkdown(result), error: null };
}

function comparisonOf(head: GradedResult, baseline: GradedResult | undefined): OutcomeV1["comparison"] {
  if (baseline === undefined) return disabled;
  const { scoreDelta, improved, tests } = compareScores(scoresOf(head), scoresOf(baseline));
  const deltas = tests.map((test) => ({
    path: test.path,
    status: test.status,
    baseline_score: "baseline" in test ? rounded(test.baseline) : null,
    head_score: "head" in test ? rounded(test.head) : null,
    delta: "delta" in test ? test.delta : null,
  }));
  const content = { score_delta: scoreDelta, improved, test_deltas: deltas };
  return { status: "completed", content, error: null };
}

/** By id, which a test keeps when it is moved or renamed. */
function scoresOf({ score, tests }: GradedResult): Scores {
  return { score, tests: new Map(tests.map((test) => [test.id, test.score])) };
}
