import type { S3Client } from "@aws-sdk/client-s3";
import { Language } from "#core/assignment/language.ts";
import { AssayError } from "#core/errors.ts";
import { explainError } from "#core/grading/explain-error.ts";
import { type FailedResult, GradingResult } from "#core/grading/result.ts";
import { GradeJob } from "#core/job/grade-job.ts";
import { resultKeys } from "#core/submission/keys.ts";
import { releaseAttempt } from "#lambdas/attempts/release-attempt.ts";
import { readJson, writeJson } from "#lambdas/objects/json-object.ts";
import { closeStatus } from "#lambdas/status/submission-status.ts";
import { recordUnreadableJob } from "./record-unreadable-job.ts";

export interface ClosingDeps {
  readonly s3: S3Client;
  readonly resultsBucket: string;
  readonly now: () => Date;
}

export type Closing =
  /** The student is told that the platform failed, and has the attempt back. */
  | { readonly outcome: "given-up"; readonly job: GradeJob }
  /** There was a result: only the acknowledgement had been lost. */
  | { readonly outcome: "already-closed"; readonly job: GradeJob; readonly as: GradingResult["outcome"] }
  | { readonly outcome: "unreadable"; readonly key: string };

/** Ends a job that no host could do, so that no student waits for ever. */
export async function closeFailedJob(deps: ClosingDeps, message: string): Promise<Closing> {
  const job = readJob(message);
  if (job === undefined) return { outcome: "unreadable", key: await recordUnreadableJob(deps, message) };
  const place = { bucket: deps.resultsBucket, key: resultKeys.result(job) };
  const failed = failedResult(deps, job);
  const { written } = await writeJson(deps.s3, place, { value: failed, condition: { ifAbsent: true } });
  const result = written ? failed : (await readJson(deps.s3, place, GradingResult))?.value;
  if (result === undefined) throw new Error(`${place.key} vanished between a write and a read`);

  if (result.outcome === "failed" && job.attempt !== undefined) {
    await releaseAttempt(deps.s3, { resultsBucket: deps.resultsBucket, ref: job, number: job.attempt });
  }
  await closeStatus(
    deps.s3,
    { bucket: deps.resultsBucket, key: resultKeys.status(job) },
    {
      schema: 1,
      submissionId: job.submissionId,
      gradingId: job.gradingId,
      state: result.outcome,
      resultKey: place.key,
      ...(result.outcome === "graded" ? { score: result.score } : {}),
      updatedAt: deps.now().toISOString(),
      correlationId: job.correlationId,
    },
  );
  return written ? { outcome: "given-up", job } : { outcome: "already-closed", job, as: result.outcome };
}

function readJob(message: string): GradeJob | undefined {
  try {
    return GradeJob.parse(JSON.parse(message));
  } catch {
    return undefined;
  }
}

function failedResult(deps: ClosingDeps, job: GradeJob): FailedResult {
  const language = Language.safeParse(job.language);
  return {
    schema: 1,
    course: job.course,
    assignment: job.assignment,
    student: job.student,
    submissionId: job.submissionId,
    gradingId: job.gradingId,
    releaseId: job.releaseId,
    outcome: "failed",
    error: explainError(new AssayError("retries_exhausted"), job.locale),
    correlationId: job.correlationId,
    locale: job.locale,
    ...(language.success ? { language: language.data } : {}),
    submittedAt: job.submittedAt,
    finishedAt: deps.now().toISOString(),
    setup: [],
  };
}
