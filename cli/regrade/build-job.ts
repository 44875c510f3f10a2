import { HeadObjectCommand, NotFound } from "@aws-sdk/client-s3";
import type { Connection } from "#cli/connection.ts";
import type { StoredUpload } from "#cli/results/stored-submissions.ts";
import { GradeJob } from "#core/job/grade-job.ts";
import { toLocale } from "#core/locales/locale.ts";
import { partsOfGradingId } from "#core/submission/ids.ts";
import type { GradingRef } from "#core/submission/keys.ts";

const LANGUAGE_CHARACTERS = 32;

export interface JobSource {
  readonly ref: GradingRef;
  readonly upload: StoredUpload;
  /** Of the submission, from its upload on. */
  readonly correlationId: string;
  readonly queuedAt: Date;
}

/**
 * The job of another grading of an upload; undefined when this was deleted meanwhile. It holds no attempt: a grading
 * that fails must not give one back that the first grading has used.
 */
export async function buildJob(
  { s3, deployment }: Connection,
  { ref, upload, correlationId, queuedAt }: JobSource,
): Promise<GradeJob | undefined> {
  const { course, assignment, student, submissionId, gradingId } = ref;
  const { key, versionId, submittedAt } = upload;
  const bucket = deployment.SubmissionsBucket;
  try {
    const { ETag, ContentLength, Metadata } = await s3.send(
      new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }),
    );
    const language = Metadata?.["language"]?.slice(0, LANGUAGE_CHARACTERS);
    return GradeJob.parse({
      schema: 1,
      course,
      assignment,
      student,
      submissionId,
      gradingId,
      releaseId: partsOfGradingId(gradingId).releaseId,
      upload: { bucket, key, versionId, etag: ETag, sizeBytes: ContentLength },
      ...(language === undefined ? {} : { language }),
      locale: toLocale(Metadata?.["locale"]),
      correlationId,
      submittedAt: submittedAt.toISOString(),
      queuedAt: queuedAt.toISOString(),
    });
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}
