import * as z from "zod";
import { Locale } from "#core/locales/locale.ts";
import { GradingId, ReleaseId, Slug, SubmissionId, submissionId } from "#core/submission/ids.ts";
import { parseUploadKey } from "#core/submission/keys.ts";

const Fields = z.strictObject({
  schema: z.literal(1),
  course: Slug,
  assignment: Slug,
  student: Slug,
  submissionId: SubmissionId,
  gradingId: GradingId,
  releaseId: ReleaseId,
  /** The very object version that was uploaded: a later upload of the same key is another submission. */
  upload: z.strictObject({
    bucket: z.string().min(1),
    key: z.string().min(1).max(1024),
    versionId: z.string().min(1),
    etag: z.string().min(1),
    sizeBytes: z.int().nonnegative(),
  }),
  /** As the uploader asked for it in the object's metadata; checked against the release by the runner. */
  language: z.string().max(32).optional(),
  locale: Locale,
  /** The attempt slot this submission holds; another may take it when this one fails. */
  attempt: z.int().positive().optional(),
  correlationId: z.string().min(1).max(128),
  submittedAt: z.iso.datetime(),
  queuedAt: z.iso.datetime(),
});

/** A message of the grading queues: pointers only, less than 8 KiB, versioned. */
export const GradeJob = Fields.refine(isOfItsUpload, {
  error: "the student or the submission is not that of the upload",
  path: ["upload", "key"],
});
export type GradeJob = z.infer<typeof GradeJob>;

/**
 * A job whose upload is where submissions are. Who reads jobs may read and write more than one bucket: a forged message
 * must not make it grade, and show, an object of another, nor end a submission that is none.
 */
export function gradeJobOf(submissionsBucket: string): z.ZodType<GradeJob> {
  return GradeJob.superRefine(({ upload: { bucket } }, context) => {
    if (bucket === submissionsBucket) return;
    const message = `is '${bucket.slice(0, 63)}', but submissions are in '${submissionsBucket}'`;
    context.addIssue({ code: "custom", message, path: ["upload", "bucket"] });
  });
}

/** Or one student's work could be graded as another's. */
function isOfItsUpload(job: z.infer<typeof Fields>): boolean {
  const { key, versionId } = job.upload;
  const named = parseUploadKey(key);
  return (
    named.ok &&
    named.ref.course === job.course &&
    named.ref.assignment === job.assignment &&
    named.ref.student === job.student &&
    submissionId(key, versionId) === job.submissionId
  );
}
