import type { Connection } from "#cli/connection.ts";
import type { FolderGrader } from "#cli/grade/grade-folder.ts";
import { mapInOrder } from "#cli/results/map-in-order.ts";
import { type StoredSubmission, storedSubmissions, type Wanted } from "#cli/results/stored-submissions.ts";
import { readResult, readStatus } from "#cli/submit/read-results.ts";
import { toAssayError } from "#core/errors.ts";
import type { GradingResult } from "#core/grading/result.ts";
import { gradingId, ReleaseId } from "#core/submission/ids.ts";
import { isTerminal, type SubmissionStatus } from "#core/submission/status.ts";
import { fetchSubmission } from "#runner/prepare/fetch-submission.ts";
import { buildJob } from "./build-job.ts";
import { type Change, changeOf } from "./change.ts";
import { latestOnly } from "./latest-only.ts";

export interface DryRun {
  readonly wanted: Wanted;
  readonly latest: boolean;
  /** What would be released. */
  readonly grader: FolderGrader;
  /** Gradings at the same time. */
  readonly slots: number;
}

export type Compared =
  | { readonly kind: "compared"; readonly change: Change }
  /** It has no result that counts, or its upload is kept no longer. */
  | { readonly kind: "skipped" }
  | { readonly kind: "failed"; readonly message: string };

/**
 * Grades stored submissions here, in the sandbox, and compares with the results their students see. Nothing is
 * written: no queue, no bucket. Rejects when this machine has no working sandbox.
 */
export function dryRun(
  connection: Connection,
  { wanted, latest, grader, slots }: DryRun,
  signal: AbortSignal,
): AsyncIterable<Compared> {
  const stored = latestOnly(storedSubmissions(connection, wanted, signal), latest);
  return mapInOrder(stored, { concurrency: slots, signal }, (submission) =>
    compare(connection, { stored: submission, grader }, signal),
  );
}

async function compare(
  connection: Connection,
  { stored, grader }: { readonly stored: StoredSubmission; readonly grader: FolderGrader },
  signal: AbortSignal,
): Promise<Compared> {
  const status = stored.hasStatus ? await readStatus(connection, stored.ref) : undefined;
  if (status === undefined || !isTerminal(status.state) || status.gradingId === undefined) {
    return { kind: "skipped" };
  }
  try {
    const after = await gradeAgain(connection, { stored, status, grader }, signal);
    if (after === undefined) return { kind: "skipped" };
    const before = await readResult(connection, status.resultKey ?? "");
    return { kind: "compared", change: changeOf(stored.ref, { before, after }) };
  } catch (thrown) {
    signal.throwIfAborted();
    const error = toAssayError(thrown);
    if (error.code === "sandbox_unavailable") throw error;
    return { kind: "failed", message: `${stored.ref.student}/${stored.ref.submissionId}: ${error.message}` };
  }
}

/** Of no release: a job says which, but a folder is graded whatever it says. */
const CANDIDATE = gradingId(ReleaseId.parse("0".repeat(24)), 1);

/** Undefined when the upload is kept no longer. */
async function gradeAgain(
  connection: Connection,
  {
    stored: { ref, upload },
    status,
    grader,
  }: {
    readonly stored: StoredSubmission;
    readonly status: SubmissionStatus;
    readonly grader: FolderGrader;
  },
  signal: AbortSignal,
): Promise<GradingResult | undefined> {
  if (upload === undefined) return undefined;
  const source = {
    ref: { ...ref, gradingId: CANDIDATE },
    upload,
    correlationId: status.correlationId,
    queuedAt: new Date(),
  };
  const job = await buildJob(connection, source);
  if (job === undefined) return undefined;
  const content = await fetchSubmission(connection.s3, job.upload, signal);
  const { language, locale } = job;
  return await grader.grade({ upload: content, language, locale, onProgress: () => undefined }, signal);
}
