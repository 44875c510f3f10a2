import type { NapiConfig } from "@ast-grep/napi";
import type { Language } from "#core/assignment/language.ts";
import type { SourceText } from "#core/grading/syntax-port.ts";

/**
 * What the search process is asked, as one line of JSON. Here and in all that the process loads there is no zod:
 * loading it would take longer than everything else of its start, and its only asker is the runner.
 */
export interface SearchRequest {
  readonly language: Language;
  readonly files: readonly SourceText[];
  readonly rules: readonly NapiConfig[];
}

/** More places than these help nobody who reads a report. */
export const MATCHES_KEPT = 50;
