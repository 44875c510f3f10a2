import type { S3Client } from "@aws-sdk/client-s3";
import { Language } from "#core/assignment/language.ts";
import { AssayError } from "#core/errors.ts";
import { explainError } from "#core/grading/explain-error.ts";
import { type FailedResult, GradingResult } from "#core/grading/result.ts";
import { type GradeJob, gradeJobOf } from "#core/job/grade-job.ts";
import { resultKeys } from "#core/submission/keys.ts";
import { readJson, writeJson } from "#lambdas/objects/json-object.ts";
import { closeStatus } from "#lambdas/status/submission-status.ts";
import { recordUnreadableJob } from "./record-unreadable-job.ts";
import { writeReports } from "./write-reports.ts";

export interface ClosingDeps {
  readonly s3: S3Client;
  readonly submissionsBucket: string;
  readonly resultsBucket: string;
  readonly now: () => Date;
}

export type Closing =
  /** The student is told that the platform failed, and may take the attempt again. */
  | { readonly outcome: "given-up"; readonly job: GradeJob }
  /** There was a result: only the acknowledgement had been lost. */
  | { readonly outcome: "already-closed"; readonly job: GradeJob; readonly as: GradingResult["outcome"] }
  | { readonly outcome: "unreadable"; readonly key: string };

/** Ends a job that no host could do, so that no student waits for ever. */
export async function closeFailedJob(deps: ClosingDeps, message: string): Promise<Closing> {
  const job = readJob(deps, message);
  if (job === undefined) return { outcome: "unreadable", key: await recordUnreadableJob(deps, message) };
  const { result, isOurs } = await commitResult(deps, job);
  await closeStatus(
    deps.s3,
    { bucket: deps.resultsBucket, key: resultKeys.status(job) },
    {
      schema: 1,
      submissionId: job.submissionId,
      gradingId: job.gradingId,
      state: result.outcome,
      resultKey: resultKeys.result(job),
      ...(result.outcome === "graded" ? { score: result.score } : {}),
      queuedAt: job.queuedAt,
      updatedAt: deps.now().toISOString(),
      correlationId: job.correlationId,
    },
  );
  return isOurs ? { outcome: "given-up", job } : { outcome: "already-closed", job, as: result.outcome };
}

/** The one result of the grading: a runner's, if any has written one, or ours. Reports come before it, as always. */
async function commitResult(
  deps: ClosingDeps,
  job: GradeJob,
): Promise<{ readonly result: GradingResult; readonly isOurs: boolean }> {
  const place = { bucket: deps.resultsBucket, key: resultKeys.result(job) };
  const earlier = await readJson(deps.s3, place, GradingResult);
  if (earlier !== undefined) return { result: earlier.value, isOurs: false };

  const failed = failedResult(deps, job);
  await writeReports(deps, job, failed);
  const { written } = await writeJson(deps.s3, place, { value: failed, condition: { ifAbsent: true } });
  if (written) return { result: failed, isOurs: true };

  const winner = await readJson(deps.s3, place, GradingResult);
  if (winner === undefined) throw new Error(`${place.key} vanished between a write and a read`);
  await writeReports(deps, job, winner.value);
  return { result: winner.value, isOurs: false };
}

function readJob({ submissionsBucket }: ClosingDeps, message: string): GradeJob | undefined {
  try {
    return gradeJobOf(submissionsBucket).parse(JSON.parse(message));
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
