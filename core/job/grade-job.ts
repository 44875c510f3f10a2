import * as z from "zod";
import { GradingId, ReleaseId, Slug, SubmissionId } from "#core/submission/ids.ts";
import { Locale } from "#core/locales/locale.ts";

/** A message of the grading queues: pointers only, less than 8 KiB, versioned. */
export const GradeJob = z.strictObject({
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
  /** The attempt slot this submission holds, given back when the platform fails it. */
  attempt: z.int().positive().optional(),
  correlationId: z.string().min(1).max(128),
  submittedAt: z.iso.datetime(),
  queuedAt: z.iso.datetime(),
});
export type GradeJob = z.infer<typeof GradeJob>;
