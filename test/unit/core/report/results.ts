import {
  type FailedResult,
  GradedResult,
  RejectedResult,
  type SetupResult,
  type TestResult,
} from "#core/grading/result.ts";
import { gradingId, ReleaseId, submissionId } from "#core/submission/ids.ts";

const release = ReleaseId.parse("0123456789abcdef01234567");

const identity = {
  schema: 1,
  course: "cs101",
  assignment: "sum",
  student: "ana",
  submissionId: submissionId("cs101/sum/ana/sum.zip", "v1"),
  gradingId: gradingId(release, 1),
  releaseId: release,
  correlationId: "corr-1",
  locale: "en",
  language: "python",
  submittedAt: "2026-03-01T10:00:00Z",
  finishedAt: "2026-03-01T10:00:01Z",
  setup: [],
};

export const facts: SetupResult["facts"] = {
  exitCode: 0,
  signal: null,
  timedOut: null,
  outOfMemory: false,
  outputTruncated: false,
  startError: null,
  wallMs: 120,
  cpuMs: 100,
  maxRssBytes: 12 * 1024 * 1024,
};

/** A visible base test that failed on its output, unless changed. */
export function testResult(changes: Partial<TestResult> = {}): TestResult {
  const name = changes.name ?? "two numbers";
  return {
    path: `base/${name}`,
    id: name,
    name,
    type: "expect_output",
    category: "base",
    score: 0,
    weight: 50,
    worth: 50,
    lostPoints: 50,
    visibility: "visible",
    message: "Line 1 is the first that differs.",
    facts,
    stdout: { text: "9\n", truncated: false },
    stderr: { text: "", truncated: false },
    comparison: { expected: "8", actual: "9\n" },
    ...changes,
  };
}

export function graded(
  tests: readonly TestResult[],
  changes: Partial<
    Pick<GradedResult, "score" | "categories" | "locale" | "feedback" | "dueAt" | "aiFeedback">
  > = {},
): GradedResult {
  const categories = { base: { score: 50, weight: 100 } };
  return GradedResult.parse({ ...identity, outcome: "graded", score: 50, categories, tests, ...changes });
}

export function setupResult(
  changes: Partial<Omit<SetupResult, "facts">> & { readonly exitCode?: number } = {},
): SetupResult {
  const { exitCode = 1, ...rest } = changes;
  return {
    name: "Build",
    facts: { ...facts, exitCode },
    stdout: { text: "", truncated: false },
    stderr: { text: "main.c:3: error: expected ';'\n", truncated: false },
    ...rest,
  };
}

export function rejected(
  setup: readonly SetupResult[] = [setupResult()],
  changes: Partial<Pick<RejectedResult, "error" | "locale">> = {},
): RejectedResult {
  const error = {
    code: "setup_command_failed",
    blame: "student",
    message: "Your program could not be prepared: the step 'Build' failed.",
    advice: "Read the output of the step below.",
    context: {},
  };
  return RejectedResult.parse({ ...identity, outcome: "rejected", error, setup, ...changes });
}

export function failed(): FailedResult {
  const { error, ...rest } = rejected([]);
  return {
    ...rest,
    outcome: "failed",
    error: { ...error, code: "retries_exhausted", blame: "platform", message: "It was tried 4 times." },
  };
}
