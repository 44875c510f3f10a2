import * as z from "zod";
import { Language } from "#core/assignment/language.ts";
import { CheckId, ReleaseId, Slug } from "#core/submission/ids.ts";

/** Messages of the grading queue about a release that is not current yet: one for each thing to be checked of it. */

const item = {
  schema: z.literal(1),
  course: Slug,
  assignment: Slug,
  releaseId: ReleaseId,
  checkId: CheckId,
  /** Which of the things to be checked; the references come first, in their order. */
  index: z.int().nonnegative(),
  total: z.int().positive(),
  /** Counted up when it is sent again, so that a giving up is told from one that was long ago. */
  run: z.int().positive(),
  correlationId: z.string().min(1).max(128),
  queuedAt: z.iso.datetime(),
};

/** A reference submission to be graded. */
export const ReferenceJob = z.strictObject({
  ...item,
  kind: z.literal("reference"),
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
});
export type ReferenceJob = z.infer<typeof ReferenceJob>;

/** The instructor's own rules about syntax, to be compiled by what will search with them. */
export const RulesJob = z.strictObject({ ...item, kind: z.literal("rules") });
export type RulesJob = z.infer<typeof RulesJob>;

export const CheckJob = z.discriminatedUnion("kind", [ReferenceJob, RulesJob]);
export type CheckJob = z.infer<typeof CheckJob>;
