import type { AiPort } from "#core/ai/feedback-port.ts";
import type { Assignment } from "#core/assignment/assignment.ts";
import type { Language } from "#core/assignment/language.ts";
import type {
  GradedResult,
  PhaseTimes,
  ResultError,
  SandboxFacts,
  SetupResult,
} from "#core/grading/result.ts";
import type { Locale } from "#core/locales/locale.ts";
import type { SubmissionFile } from "#core/submission/file.ts";
import type { Progress } from "#core/submission/status.ts";
import type { AssetSource } from "#runner/prepare/asset-source.ts";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";

/** Everything one grading needs, fetched, unpacked and judged; the same on AWS and on a laptop. */
export interface GradingInputs {
  readonly definition: Assignment;
  readonly files: readonly SubmissionFile[];
  /** As the uploader asked for it, not judged yet. */
  readonly requestedLanguage: string | undefined;
  readonly locale: Locale;
  /** All assets; null when the assignment has none. */
  readonly bundle: AssetSource | null;
}

export interface GradingPorts {
  /** Absent where AI is switched off. */
  readonly ai?: AiPort | undefined;
  /** Told why there is no AI feedback; absent where nobody would read any, as of a reference. */
  readonly onFeedbackFailed?: (error: unknown) => void;
  readonly pool: SandboxPool;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** Never waited for. */
  readonly onProgress: (progress: Progress) => void;
}

interface Ran {
  readonly language: Language | undefined;
  readonly setup: readonly SetupResult[];
  readonly phases: PhaseTimes;
  /** Absent when it needed none, or ended before one was taken. */
  readonly sandbox: SandboxFacts | undefined;
}

/** What a grading came to. A platform fault is not one of these: it rejects, and the job is tried again. */
export type GradingRun =
  | (Ran & { readonly outcome: "graded" } & Pick<
        GradedResult,
        "score" | "categories" | "tests" | "aiFeedback"
      >)
  | (Ran & { readonly outcome: "rejected"; readonly error: ResultError });
