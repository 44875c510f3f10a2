import type { MissingFeedback } from "#core/ai/written-feedback.ts";

/** Headings and labels of a report; numbers come as they are to be shown. */
export interface ReportMessages {
  /** Where no score is shown. */
  readonly title: string;
  gradedTitle(values: { readonly score: string }): string;
  readonly rejectedTitle: string;
  readonly failedTitle: string;
  readonly whatToDo: string;
  summary(values: { readonly passed: number; readonly total: number }): string;
  readonly category: Readonly<Record<"base" | "bonus" | "penalty", string>>;
  categoryScore(values: { readonly score: string }): string;
  bonusAdds(values: { readonly points: string; readonly weight: string }): string;
  penaltyTakes(values: { readonly points: string; readonly weight: string }): string;
  /** `weight` is in percent of what is beside the subject. */
  subjectScore(values: { readonly score: string; readonly weight: string }): string;
  counts(values: { readonly passed: number; readonly total: number }): string;
  readonly passed: string;
  readonly failed: string;
  partly(values: { readonly score: string }): string;
  costs(values: { readonly points: string; readonly worth: string }): string;
  worth(values: { readonly points: string }): string;
  readonly hiddenTest: string;
  readonly testAfterDue: string;
  readonly expected: string;
  readonly actual: string;
  readonly difference: string;
  /** What the signs before the lines of a difference mean. */
  readonly differenceSigns: string;
  linesLeftOut(values: { readonly count: number }): string;
  readonly standardOutput: string;
  readonly standardError: string;
  readonly nothing: string;
  readonly truncated: string;
  readonly excerpt: string;
  readonly setup: string;
  readonly command: string;
  exitCode(values: { readonly exitCode: number }): string;
  signal(values: { readonly signal: string }): string;
  readonly timedOut: string;
  readonly outOfCpuTime: string;
  readonly outOfMemory: string;
  readonly outputCut: string;
  duration(values: { readonly wall: string; readonly cpu: string }): string;
  memory(values: { readonly size: string }): string;
  readonly aiFeedback: string;
  /** Who wrote it, and what it is worth. */
  readonly aiFeedbackNote: string;
  readonly aiFeedbackMissing: Readonly<Record<MissingFeedback, string>>;
  readonly resources: string;
  readonly language: string;
  readonly submission: string;
  readonly correlation: string;
  readonly invisible: string;
}
