import type { GradingResult } from "#core/grading/result.ts";
import { resultKeys } from "#core/submission/keys.ts";
import { isTerminal, type SubmissionStatus } from "#core/submission/status.ts";
import type { Writes } from "#test/soak/check/object-writes.ts";
import type { Uploaded } from "#test/soak/feed.ts";

/** What there is of a submission at the end. */
export interface Found {
  readonly status: SubmissionStatus | undefined;
  /** That the status points at. */
  readonly result: GradingResult | undefined;
  /** Of every key of the results bucket that has an object, or had one. */
  readonly writes: ReadonlyMap<string, Writes>;
}

export type Verdict =
  | { readonly kind: "right"; readonly outcome: GradingResult["outcome"] }
  /** Delivered as often as a job may be, and failed by the platform: the attempt may be taken again. */
  | { readonly kind: "given-up" }
  | { readonly kind: "lost" | "double"; readonly detail: string };

/** Whether a submission has one end, and the one that it deserves. */
export function judgeSubmission(uploaded: Uploaded, { status, result, writes }: Found): Verdict {
  const lost = (detail: string): Verdict => ({ kind: "lost", detail: `${uploaded.key}: ${detail}` });
  const double = (detail: string): Verdict => ({ kind: "double", detail: `${uploaded.key}: ${detail}` });

  if (status === undefined) return lost("it has no status");
  if (!isTerminal(status.state)) return lost(`its status is ${status.state}`);
  if (status.resultKey === undefined) return lost("its status names no result");
  if (result === undefined) return lost("it has no result");
  if (result.outcome !== status.state) return lost(`${status.state} by status, ${result.outcome} by result`);
  const folder = resultKeys.status(uploaded.ref).replace(/status\.json$/, "");
  const results = [...writes].filter(([key]) => key.startsWith(folder) && key.endsWith("/result.json"));
  if (results.length !== 1) return double(`it has results ${results.map(([key]) => key).join(", ")}`);
  const [, written] = results[0] ?? [];
  if (written?.versions.length !== 1 || written.deletions !== 0)
    return double(`its result was written ${written?.versions.length} times`);
  if (result.outcome === "failed" && result.error.code === "retries_exhausted") return { kind: "given-up" };
  const wrong = difference(uploaded, status, result);
  return wrong === undefined ? { kind: "right", outcome: result.outcome } : lost(wrong);
}

function difference(
  { expected, number }: Uploaded,
  status: SubmissionStatus,
  result: GradingResult,
): string | undefined {
  if (result.outcome !== expected.outcome) return `${result.outcome} instead of ${expected.outcome}`;
  if (result.outcome !== "graded" || expected.outcome !== "graded") return undefined;
  if (result.score !== expected.score || status.score !== expected.score)
    return `a score of ${result.score}, and ${status.score} by its status, instead of ${expected.score}`;
  const others = result.tests.filter(({ stderr }) => stderr?.text !== `job ${number}\n`);
  return others.length === 0 ? undefined : `another program ran: ${others[0]?.stderr?.text}`;
}
