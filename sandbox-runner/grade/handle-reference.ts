import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { AssayError } from "#core/errors.ts";
import { referenceProblem } from "#core/grading/compare-reference.ts";
import type { GradeJob } from "#core/job/grade-job.ts";
import type { ReferenceJob } from "#core/job/check-job.ts";
import { verdictOn } from "#core/job/check-verdict.ts";
import { gradingId, Slug, submissionId } from "#core/submission/ids.ts";
import { releaseKeys } from "#core/submission/keys.ts";
import type { JobFields } from "#runner/consume/process-delivery.ts";
import { type GradeJobPorts, gradeJob } from "#runner/grade/grade-job.ts";

export interface ReferencePorts extends Omit<GradeJobPorts, "onProgress" | "onFeedbackFailed"> {
  readonly sqs: SQSClient;
  readonly releasesBucket: string;
  readonly publicationsQueueUrl: string;
}

/** More tells an instructor no more, and SQS takes 256 KiB. */
const PROBLEM_CHARACTERS = 2_000;

/**
 * Grades a reference as a submission is graded and tells publish-assignment what came of it; nothing is kept of it
 * where results are. Rejects when it has to be tried again.
 */
export async function handleReference(
  job: ReferenceJob,
  ports: ReferencePorts,
  signal: AbortSignal,
): Promise<JobFields> {
  const release = await ports.fetchRelease(job, job.releaseId, signal);
  const reference = release.definition.references?.[job.index];
  if (reference === undefined) {
    throw new AssayError("release_unusable", { detail: `it has no reference ${job.index}` });
  }
  const onProgress = () => undefined;
  const result = await gradeJob(asSubmission(job, ports.releasesBucket), { ...ports, onProgress }, signal);
  const problem = referenceProblem(reference, result)?.slice(0, PROBLEM_CHARACTERS);
  const score = result.outcome === "graded" ? result.score : undefined;
  const verdict = verdictOn(job, {
    ...(problem === undefined ? {} : { problem }),
    ...(score === undefined ? {} : { score }),
  });
  await ports.sqs.send(
    new SendMessageCommand({ QueueUrl: ports.publicationsQueueUrl, MessageBody: JSON.stringify(verdict) }),
  );
  return { outcome: problem === undefined ? "reference-met" : "reference-missed", score, problem };
}

function asSubmission(job: ReferenceJob, bucket: string): GradeJob {
  const { course, assignment, releaseId, checkId, index, upload, language, correlationId, queuedAt } = job;
  const { name, ...object } = upload;
  const key = releaseKeys.referenceUpload(job, { checkId, index, name });
  return {
    schema: 1,
    course,
    assignment,
    student: Slug.parse("reference"),
    submissionId: submissionId(key, object.versionId),
    gradingId: gradingId(releaseId, 1),
    releaseId,
    upload: { bucket, key, ...object },
    ...(language && { language }),
    locale: "en",
    correlationId,
    submittedAt: queuedAt,
    queuedAt,
  };
}
