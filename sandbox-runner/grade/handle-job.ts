import type { Logger } from "pino";
import type { GradedResult } from "#core/grading/result.ts";
import type { GradeJob } from "#core/job/grade-job.ts";
import { redactResult } from "#core/report/redact.ts";
import type { Progress } from "#core/submission/status.ts";
import { eventNames } from "#core/telemetry.ts";
import type { JobFields } from "#runner/consume/process-delivery.ts";
import { type GradeJobPorts, gradeJob } from "#runner/grade/grade-job.ts";
import { commitResult, settleDuplicate, type Upload } from "#runner/publish/commit-result.ts";
import { openProgress } from "#runner/publish/progress.ts";
import { readCommitted, type ResultStore } from "#runner/publish/result-store.ts";
import { type StatusTarget, writeTerminalStatus } from "#runner/publish/status.ts";

export interface JobPorts extends Omit<GradeJobPorts, "onProgress" | "onFeedbackFailed"> {
  readonly results: ResultStore;
}

/**
 * From a job to its committed result. Resolves when the message may be deleted, which is also the case
 * when the result was there before; rejects when the job has to be tried again.
 */
export async function handleJob(
  job: GradeJob,
  ports: JobPorts,
  log: Logger,
  signal: AbortSignal,
): Promise<JobFields> {
  const target = targetOf(job, ports);
  const before = await readCommitted(target.store, target.ref);
  if (before !== undefined) return closing(await settleDuplicate(before, target), {});

  await using status = openProgress(target, log);
  const onProgress = (progress: Progress) => status.progress(progress);
  const onFeedbackFailed = (error: unknown) =>
    log.warn({ event: eventNames.feedbackMissing, err: error }, "no AI feedback");
  const result = await gradeJob(job, { ...ports, onProgress, onFeedbackFailed }, signal);
  const gradedAt = ports.clock();
  status.progress({ phase: "publishing" });
  const upload = await commitResult(redactResult(result), target, signal);
  await status[Symbol.asyncDispose]();
  await writeTerminalStatus(target, upload.result);
  const publishMs = Math.round(ports.clock() - gradedAt);
  return closing(upload, { publishMs, uploadBytes: job.upload.sizeBytes });
}

function targetOf(job: GradeJob, { results, now }: JobPorts): StatusTarget {
  const { course, assignment, student, submissionId, gradingId, correlationId, queuedAt } = job;
  const ref = { course, assignment, student, submissionId, gradingId };
  return { store: results, ref, correlationId, queuedAt, now };
}

function closing(
  { kind, result }: Upload,
  measured: { readonly publishMs?: number; readonly uploadBytes?: number },
): JobFields {
  return {
    outcome: kind === "duplicate" ? "duplicate" : result.outcome,
    language: result.language,
    phases: result.phases,
    ...measured,
    ...(result.outcome === "graded"
      ? { score: result.score, aiFeedback: feedbackField(result) }
      : { resultCode: result.error.code, blame: result.error.blame }),
  };
}

function feedbackField({ aiFeedback }: GradedResult): string | undefined {
  return aiFeedback?.kind === "missing" ? aiFeedback.reason : aiFeedback?.kind;
}
