import type { Connection } from "#cli/connection.ts";
import { mapInOrder } from "#cli/results/map-in-order.ts";
import { type StoredSubmission, storedSubmissions, type Wanted } from "#cli/results/stored-submissions.ts";
import { readResult, readStatus } from "#cli/submit/read-results.ts";
import type { GradeJob } from "#core/job/grade-job.ts";
import type { ReleaseId } from "#core/submission/ids.ts";
import { resultKeys } from "#core/submission/keys.ts";
import { buildJob } from "./build-job.ts";
import { decide, type Skip } from "./decide.ts";
import { latestOnly } from "./latest-only.ts";
import { BATCH_JOBS, sendJobs } from "./send-jobs.ts";

export interface Regrade {
  readonly wanted: Wanted;
  readonly releaseId: ReleaseId;
  /** Of each student the last submission that was let in, instead of all. */
  readonly latest: boolean;
  readonly now: () => Date;
  readonly onProgress: (counts: RegradeCounts) => void;
}

/** Submissions, by what was done about each. */
export type RegradeCounts = Readonly<Record<Skip | "sent", number>>;

/** Small requests at a time, two for each submission that is sent. */
const CONCURRENCY = 32;
const BATCHES_AT_A_TIME = 4;

/** Sends a job for every submission that has none or no good result of the release. Can be called again at any time. */
export async function regrade(
  connection: Connection,
  { wanted, releaseId, latest, now, onProgress }: Regrade,
  signal: AbortSignal,
): Promise<RegradeCounts> {
  const counts = { sent: 0, done: 0, queued: 0, "under-way": 0, "turned-away": 0, gone: 0 };
  const count = (what: Skip | "sent", number = 1) => {
    counts[what] += number;
    onProgress(counts);
  };
  const stored = latestOnly(storedSubmissions(connection, wanted, signal), latest);
  const prepared = mapInOrder(stored, { concurrency: CONCURRENCY, signal }, (submission) =>
    prepare(connection, submission, { releaseId, now: now() }),
  );
  const batches = inBatches(jobsOf(prepared, count));
  const options = { concurrency: BATCHES_AT_A_TIME, signal };
  const sent = mapInOrder(batches, options, async (jobs) => {
    await sendJobs(connection, jobs);
    return jobs.length;
  });
  for await (const number of sent) count("sent", number);
  return counts;
}

async function prepare(
  connection: Connection,
  stored: StoredSubmission,
  { releaseId, now }: { readonly releaseId: ReleaseId; readonly now: Date },
): Promise<GradeJob | Skip> {
  const { ref, upload } = stored;
  const status = stored.hasStatus ? await readStatus(connection, ref) : undefined;
  const decision = await decide({
    stored,
    status,
    releaseId,
    now,
    outcomeOf: async (gradingId) =>
      (await readResult(connection, resultKeys.result({ ...ref, gradingId }))).outcome,
  });
  if (decision.kind === "skip") return decision.why;
  if (upload === undefined || status === undefined) return "gone";
  const { correlationId } = status;
  const source = { ref: { ...ref, gradingId: decision.gradingId }, upload, correlationId, queuedAt: now };
  return (await buildJob(connection, source)) ?? "gone";
}

async function* jobsOf(
  prepared: AsyncIterable<GradeJob | Skip>,
  count: (why: Skip) => void,
): AsyncGenerator<GradeJob> {
  for await (const job of prepared) {
    if (typeof job === "string") count(job);
    else yield job;
  }
}

async function* inBatches(jobs: AsyncIterable<GradeJob>): AsyncGenerator<readonly GradeJob[]> {
  let batch: GradeJob[] = [];
  for await (const job of jobs) {
    batch.push(job);
    if (batch.length < BATCH_JOBS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
