import * as z from "zod";
import { WrittenFeedback } from "#core/ai/written-feedback.ts";
import { Visibility } from "#core/assignment/assignment.ts";
import { Feedback } from "#core/assignment/feedback.ts";
import { Language } from "#core/assignment/language.ts";
import { type ErrorCode, isErrorCode } from "#core/errors.ts";
import { Locale } from "#core/locales/locale.ts";
import { GradingId, ReleaseId, Sha256, Slug, SubmissionId } from "#core/submission/ids.ts";

/** What `result.json` holds. Its existence is the commit of a grading: written once, conditionally. */

/** One stream of a command as a result keeps it: a part of it, smaller than what was compared. */
export const KeptOutput = z.strictObject({ text: z.string(), truncated: z.boolean() });
export type KeptOutput = z.infer<typeof KeptOutput>;

export const CommandFacts = z.strictObject({
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  timedOut: z.enum(["wall", "cpu"]).nullable(),
  outOfMemory: z.boolean(),
  outputTruncated: z.boolean(),
  startError: z.string().nullable(),
  wallMs: z.number(),
  cpuMs: z.number(),
  maxRssBytes: z.number(),
});
export type CommandFacts = z.infer<typeof CommandFacts>;

export const TestResult = z.strictObject({
  /** `base/<subject>/…/<name>`, unique: a repeated name gets `#2`. */
  path: z.string(),
  id: z.string(),
  name: z.string(),
  type: z.string(),
  category: z.enum(["base", "bonus", "penalty"]),
  score: z.number().min(0).max(100),
  /** The balanced weight among its siblings, as the score arithmetic used it. */
  weight: z.number(),
  /** Points of the final score that depend on this test, and those of them that it cost, before the clamp. */
  worth: z.number(),
  lostPoints: z.number(),
  visibility: Visibility,
  message: z.string(),
  facts: CommandFacts.optional(),
  stdout: KeptOutput.optional(),
  stderr: KeptOutput.optional(),
  /** `truncated` when either was longer than what is kept; `lines` when both are one text, line for line. */
  comparison: z
    .strictObject({
      expected: z.string(),
      actual: z.string(),
      lines: z.enum(["exact", "normalised"]).optional(),
      truncated: z.literal(true).optional(),
    })
    .optional(),
});
export type TestResult = z.infer<typeof TestResult>;

export interface SubjectResult {
  name: string;
  score: number;
  /** Balanced among its siblings, like a test's. */
  weight: number;
  worth: number;
  lostPoints: number;
  subjects: SubjectResult[];
  /** Paths of its own tests. */
  tests: string[];
}

const SubjectResult: z.ZodType<SubjectResult> = z.lazy(() =>
  z.strictObject({
    name: z.string(),
    score: z.number(),
    weight: z.number(),
    worth: z.number(),
    lostPoints: z.number(),
    subjects: z.array(SubjectResult),
    tests: z.array(z.string()),
  }),
);

export const CategoryResult = z.strictObject({
  score: z.number(),
  weight: z.number(),
  /** Absent where it has none. */
  subjects: z.array(SubjectResult).optional(),
});
export type CategoryResult = z.infer<typeof CategoryResult>;

/** One run of one setup command. */
export const SetupResult = z.strictObject({
  name: z.string(),
  facts: CommandFacts,
  stdout: KeptOutput,
  stderr: KeptOutput,
});
export type SetupResult = z.infer<typeof SetupResult>;

/** Why there is no score. `message` and `advice` are in the student's language. */
export const ResultError = z.strictObject({
  code: z.custom<ErrorCode>(isErrorCode, { error: "not a known error code" }),
  blame: z.enum(["student", "instructor", "platform"]),
  message: z.string(),
  advice: z.string(),
  context: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type ResultError = z.infer<typeof ResultError>;

/** How and where it was graded, for people who have to explain or repeat a grade. */
export const SandboxFacts = z.strictObject({
  runscVersion: z.string(),
  platform: z.string(),
  rootless: z.boolean(),
  /** Who holds the memory and process limits: cgroups, or rlimits and a watching agent. */
  limitsBy: z.enum(["cgroup", "rlimit"]),
  injection: z.enum(["stream", "base64-exec"]),
  /** Whether a prebooted sandbox was there, or this grading had to wait for a boot. */
  warm: z.boolean(),
  /** What its root was made of; absent for the toolchain of the host. */
  image: z.string().optional(),
});
export type SandboxFacts = z.infer<typeof SandboxFacts>;

/** Milliseconds of each phase, by the runner's monotonic clock; absent phases did not happen. */
export const PhaseTimes = z.strictObject({
  fetchMs: z.number().optional(),
  unpackMs: z.number().optional(),
  bundleMs: z.number().optional(),
  takeMs: z.number().optional(),
  injectMs: z.number().optional(),
  setupMs: z.number().optional(),
  testsMs: z.number().optional(),
  feedbackMs: z.number().optional(),
  totalMs: z.number(),
});
export type PhaseTimes = z.infer<typeof PhaseTimes>;

const identity = {
  schema: z.literal(1),
  course: Slug,
  assignment: Slug,
  student: Slug,
  submissionId: SubmissionId,
  gradingId: GradingId.optional(),
  releaseId: ReleaseId.optional(),
  definitionHash: Sha256.optional(),
  correlationId: z.string(),
  locale: Locale,
  language: Language.optional(),
  submittedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  /** Of the assignment; what is shown only after it is shown when `finishedAt` is not before. */
  dueAt: z.iso.datetime({ offset: true }).optional(),
  /** Absent where the instructor chose nothing. */
  feedback: Feedback.optional(),
  phases: PhaseTimes.optional(),
  sandbox: SandboxFacts.optional(),
  setup: z.array(SetupResult),
};

export const GradedResult = z.strictObject({
  ...identity,
  outcome: z.literal("graded"),
  score: z.number().min(0).max(100),
  categories: z.strictObject({
    base: CategoryResult,
    bonus: CategoryResult.optional(),
    penalty: CategoryResult.optional(),
  }),
  tests: z.array(TestResult),
  /** Absent where the assignment asks for none. */
  aiFeedback: WrittenFeedback.optional(),
});
export type GradedResult = z.infer<typeof GradedResult>;

export const RejectedResult = z.strictObject({
  ...identity,
  outcome: z.literal("rejected"),
  error: ResultError,
});
export type RejectedResult = z.infer<typeof RejectedResult>;

export const FailedResult = z.strictObject({
  ...identity,
  outcome: z.literal("failed"),
  error: ResultError,
});
export type FailedResult = z.infer<typeof FailedResult>;

export const GradingResult = z.discriminatedUnion("outcome", [GradedResult, RejectedResult, FailedResult]);
export type GradingResult = z.infer<typeof GradingResult>;
