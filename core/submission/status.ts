import * as z from "zod";
import { GradingId, SubmissionId } from "#core/submission/ids.ts";

/**
 * `status.json`: where a submission is on its way. Moves only forward:
 * received ▸ queued ▸ running ▸ graded | rejected | failed.
 * `received` is written before the job is sent, so that a crash between the two is seen and made good.
 * A regrade is not seen here until it ends: what it may replace stays visible.
 */
export const SubmissionState = z.enum(["received", "queued", "running", "graded", "rejected", "failed"]);
export type SubmissionState = z.infer<typeof SubmissionState>;

/** What a running grading is doing, in the words `--watch` shows. */
export const Progress = z.discriminatedUnion("phase", [
  z.strictObject({ phase: z.literal("preparing") }),
  z.strictObject({ phase: z.literal("setup"), done: z.int(), total: z.int(), name: z.string() }),
  z.strictObject({ phase: z.literal("test"), done: z.int(), total: z.int(), name: z.string() }),
  z.strictObject({ phase: z.literal("publishing") }),
]);
export type Progress = z.infer<typeof Progress>;

export const SubmissionStatus = z.strictObject({
  schema: z.literal(1),
  submissionId: SubmissionId,
  gradingId: GradingId.optional(),
  state: SubmissionState,
  progress: Progress.optional(),
  /** Set in a terminal state: the key of result.json in the results bucket. */
  resultKey: z.string().optional(),
  score: z.number().optional(),
  /** Set in a terminal state: when this grading was asked for. A regrade is asked for later than what it replaces. */
  queuedAt: z.iso.datetime().optional(),
  updatedAt: z.iso.datetime(),
  correlationId: z.string(),
});
export type SubmissionStatus = z.infer<typeof SubmissionStatus>;

export function isTerminal(state: SubmissionState): state is "graded" | "rejected" | "failed" {
  return state === "graded" || state === "rejected" || state === "failed";
}

/**
 * Whether the end of a grading takes the place of what the status says. It may say the end of another grading of the
 * same submission: the one that was asked for last counts, whichever ends last, and a failed one takes no grade away.
 */
export function supersedes(
  next: Pick<SubmissionStatus, "state" | "gradingId" | "queuedAt">,
  current: SubmissionStatus,
): boolean {
  if (!isTerminal(current.state)) return true;
  if (current.gradingId === next.gradingId) return false;
  if (current.state === "failed") return true;
  return next.state !== "failed" && timeOf(next.queuedAt) >= timeOf(current.queuedAt);
}

function timeOf(queuedAt: string | undefined): number {
  return queuedAt === undefined ? 0 : Date.parse(queuedAt);
}
