import type { Connection } from "#cli/connection.ts";
import { readResult, readStatus } from "#cli/submit/read-results.ts";
import { partsOfGradingId, type ReleaseId, type Slug, type SubmissionId } from "#core/submission/ids.ts";
import type { SubmissionState } from "#core/submission/status.ts";
import { mapInOrder } from "./map-in-order.ts";
import { type StoredSubmission, storedSubmissions, type Wanted } from "./stored-submissions.ts";

/** One submission of a student and what it came to. */
export interface ResultRow {
  readonly student: Slug;
  readonly submissionId: SubmissionId;
  /** `uploaded` until the pipeline has seen it. */
  readonly state: SubmissionState | "uploaded";
  readonly score?: number;
  /** Absent when nobody knows any more: the upload is kept no longer, and there is no result. */
  readonly submittedAt?: Date;
  /** Of the file; absent when the upload is kept no longer. */
  readonly file?: string;
  readonly releaseId?: ReleaseId;
}

/** Small reads at a time: each waits for the network more than it works. */
const CONCURRENCY = 32;

/** Every submission, those of a student together and the earliest first. */
export function resultRows(
  connection: Connection,
  wanted: Wanted,
  signal: AbortSignal,
): AsyncIterable<ResultRow> {
  const submissions = flat(storedSubmissions(connection, wanted, signal));
  return mapInOrder(submissions, { concurrency: CONCURRENCY, signal }, (stored) => rowOf(connection, stored));
}

async function* flat<Item>(groups: AsyncIterable<readonly Item[]>): AsyncGenerator<Item> {
  for await (const group of groups) yield* group;
}

async function rowOf(
  connection: Connection,
  { ref, upload, hasStatus }: StoredSubmission,
): Promise<ResultRow> {
  const status = hasStatus ? await readStatus(connection, ref) : undefined;
  const submittedAt = upload?.submittedAt ?? (await submittedAtOf(connection, status?.resultKey));
  return {
    student: ref.student,
    submissionId: ref.submissionId,
    state: status?.state ?? "uploaded",
    ...(status?.score === undefined ? {} : { score: status.score }),
    ...(submittedAt === undefined ? {} : { submittedAt }),
    ...(upload === undefined ? {} : { file: upload.name }),
    ...(status?.gradingId === undefined ? {} : { releaseId: partsOfGradingId(status.gradingId).releaseId }),
  };
}

async function submittedAtOf(
  connection: Connection,
  resultKey: string | undefined,
): Promise<Date | undefined> {
  if (resultKey === undefined) return undefined;
  return new Date((await readResult(connection, resultKey)).submittedAt);
}
