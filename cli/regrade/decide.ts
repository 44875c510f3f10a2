import type { StoredSubmission } from "#cli/results/stored-submissions.ts";
import type { GradingResult } from "#core/grading/result.ts";
import { queueLimits } from "#core/limits.ts";
import { type GradingId, gradingId, partsOfGradingId, type ReleaseId } from "#core/submission/ids.ts";
import { isTerminal, type SubmissionStatus } from "#core/submission/status.ts";

/** Why nothing is sent for a submission. */
export type Skip =
  /** What its student sees is a grading against this release. */
  | "done"
  /** Such a grading was sent and has no result yet. */
  | "queued"
  /** Its first grading has not ended. */
  | "under-way"
  /** Refused before any grading: too large, no attempts left. */
  | "turned-away"
  /** The upload is kept no longer. */
  | "gone";

export type Decision =
  { readonly kind: "send"; readonly gradingId: GradingId } | { readonly kind: "skip"; readonly why: Skip };

export interface Question {
  readonly stored: StoredSubmission;
  readonly status: SubmissionStatus | undefined;
  readonly releaseId: ReleaseId;
  readonly now: Date;
  /** Only asked for a grading that has a result, where the listing and the status leave it open. */
  readonly outcomeOf: (grading: GradingId) => Promise<GradingResult["outcome"]>;
}

/**
 * Which grading of a submission a regrade has to send, if any. Made of what the buckets hold alone, so a regrade that
 * was broken off goes on where it was, from any machine.
 */
export async function decide({ stored, status, releaseId, now, outcomeOf }: Question): Promise<Decision> {
  if (status === undefined || !isTerminal(status.state)) return skip("under-way");
  if (status.gradingId === undefined) return skip("turned-away");
  const { releaseId: shown } = partsOfGradingId(status.gradingId);
  if (shown === releaseId && status.state !== "failed") return skip("done");
  if (stored.upload === undefined) return skip("gone");

  const last = lastRun(stored, releaseId);
  if (last === undefined) return send(releaseId, 1);
  const { resultAt, queuedAt } = last;
  if (resultAt === undefined) {
    return queuedAt !== undefined && isInQueue(queuedAt, now) ? skip("queued") : send(releaseId, last.run);
  }
  // Shown, it has failed. Not shown and older than what is, another release came between, and this one is back.
  const lastId = gradingId(releaseId, last.run);
  const isOver = status.gradingId === lastId || Date.parse(status.updatedAt) > resultAt.getTime();
  if (isOver) return send(releaseId, last.run + 1);
  const outcome = await outcomeOf(lastId);
  return outcome === "failed" ? send(releaseId, last.run + 1) : skip("queued");
}

interface Run {
  readonly run: number;
  readonly resultAt?: Date;
  readonly queuedAt?: Date;
}

function lastRun({ gradings }: StoredSubmission, releaseId: ReleaseId): Run | undefined {
  let last: Run | undefined;
  for (const [id, grading] of gradings) {
    const parts = partsOfGradingId(id);
    if (parts.releaseId !== releaseId || parts.run < (last?.run ?? 0)) continue;
    last = { run: parts.run, ...grading };
  }
  return last;
}

/** No queue keeps a job longer, and no dead-letter queue after it. */
const LONGEST_WAIT_MS = 2 * queueLimits.retentionDays * 24 * 60 * 60 * 1_000;

function isInQueue(queuedAt: Date, now: Date): boolean {
  return now.getTime() - queuedAt.getTime() < LONGEST_WAIT_MS;
}

function send(releaseId: ReleaseId, run: number): Decision {
  return { kind: "send", gradingId: gradingId(releaseId, run) };
}

function skip(why: Skip): Decision {
  return { kind: "skip", why };
}
