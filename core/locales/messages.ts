import type { ErrorCode, ErrorContext } from "#core/errors.ts";
import { en } from "#core/locales/en/messages.ts";
import type { Locale } from "#core/locales/locale.ts";
import type { AnalysisMessages } from "#core/locales/analysis-messages.ts";
import { ptBr } from "#core/locales/pt-br/messages.ts";
import type { ServerMessages } from "#core/locales/server-messages.ts";
import type { ReportMessages } from "#core/locales/report-messages.ts";
import type { WebdevMessages } from "#core/locales/webdev-messages.ts";

/**
 * Every word a student or an instructor reads, in one typed catalogue for each language:
 * a key or a value that one language leaves out does not compile.
 */
export interface Messages {
  readonly errors: Readonly<Record<ErrorCode, (context: ErrorContext) => ErrorWords>>;
  readonly verdicts: VerdictMessages;
  readonly analysis: AnalysisMessages;
  readonly webdev: WebdevMessages;
  readonly report: ReportMessages;
}

/** What happened, and what to do next. Whole sentences. */
export interface ErrorWords {
  readonly summary: string;
  readonly advice: string;
}

/** What decided a test. Whole sentences; a `path` or a `detail` is untrusted. */
export interface VerdictMessages extends ServerMessages {
  outputEqual(): string;
  /** `line` is the first that differs, counted from 1. */
  outputDiffers(values: { readonly exact: boolean; readonly line: number }): string;
  outputTooLong(values: { readonly capBytes: number }): string;
  ranWell(): string;
  notStarted(values: { readonly detail: string }): string;
  outOfWallTime(values: { readonly limitMs: number }): string;
  outOfCpuTime(values: { readonly limitMs: number }): string;
  outOfMemory(values: { readonly limitBytes: number }): string;
  endedBySignal(values: { readonly signal: string }): string;
  /** `signal` when the exit code is what a shell reports for one. */
  exitCode(values: { readonly exitCode: number; readonly signal: string | undefined }): string;
  artifactMatches(values: { readonly path: string }): string;
  artifactDiffers(values: { readonly path: string; readonly mode: "exact" | "contains" | "regex" }): string;
  artifactMissing(values: { readonly path: string }): string;
  artifactNotRegular(values: { readonly path: string }): string;
  artifactTooLarge(values: {
    readonly path: string;
    readonly sizeBytes: number;
    readonly capBytes: number;
  }): string;
  /** `feedback` is the model's, in the student's language, and may be empty. */
  aiJudged(values: { readonly feedback: string }): string;
  aiNothingToRead(): string;
  aiTooLarge(values: { readonly sizeBytes: number; readonly limitBytes: number }): string;
}

const catalogue: Readonly<Record<Locale, Messages>> = { en, pt_br: ptBr };

export function messagesFor(locale: Locale): Messages {
  return catalogue[locale];
}
