import type { GradeJob } from "#core/job/grade-job.ts";
import { gradingId, ReleaseId, Slug, submissionId } from "#core/submission/ids.ts";
import type { GradingRef } from "#core/submission/keys.ts";

export interface JobOverrides {
  readonly bucket?: string;
  readonly key?: string;
  readonly versionId?: string;
  readonly releaseId?: ReleaseId;
  readonly etag?: string;
  readonly sizeBytes?: number;
}

/** A job as accept-submission would send it. */
export function gradeJob(overrides: JobOverrides = {}): GradeJob {
  const releaseId = overrides.releaseId ?? ReleaseId.parse("a".repeat(24));
  const key = overrides.key ?? "prog1/hello/ada/main.py";
  const versionId = overrides.versionId ?? "v1";
  const [course, assignment, student] = key.split("/");
  return {
    schema: 1,
    course: Slug.parse(course),
    assignment: Slug.parse(assignment),
    student: Slug.parse(student),
    submissionId: submissionId(key, versionId),
    gradingId: gradingId(releaseId, 1),
    releaseId,
    upload: {
      bucket: overrides.bucket ?? "submissions",
      key,
      versionId,
      etag: overrides.etag ?? '"e"',
      sizeBytes: overrides.sizeBytes ?? 10,
    },
    locale: "en",
    correlationId: "c-1",
    submittedAt: "2026-03-01T10:00:00.000Z",
    queuedAt: "2026-03-01T10:00:01.000Z",
  };
}

export function gradingRef(job: GradeJob): GradingRef {
  const { course, assignment, student, submissionId, gradingId } = job;
  return { course, assignment, student, submissionId, gradingId };
}
