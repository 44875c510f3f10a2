import * as z from "zod";
import { Language } from "#core/assignment/language.ts";
import { CheckId, ReleaseId, Slug } from "#core/submission/ids.ts";

/** A message of the grading queue: a reference submission of a release that is not current yet. */
export const ReferenceJob = z.strictObject({
  schema: z.literal(1),
  kind: z.literal("reference"),
  course: Slug,
  assignment: Slug,
  releaseId: ReleaseId,
  checkId: CheckId,
  /** Which of the release's references. */
  index: z.int().nonnegative(),
  total: z.int().positive(),
  /** The copy beside the release, whose key follows from the above and its name. */
  upload: z.strictObject({
    name: z
      .string()
      .min(1)
      .max(255)
      .regex(/^[^/]+$/),
    versionId: z.string().min(1),
    etag: z.string().min(1),
    sizeBytes: z.int().nonnegative(),
  }),
  language: Language.optional(),
  correlationId: z.string().min(1).max(128),
  queuedAt: z.iso.datetime(),
});
export type ReferenceJob = z.infer<typeof ReferenceJob>;
