import * as z from "zod";
import { Assignment } from "#core/assignment/assignment.ts";
import { ReleaseId, Sha256, Slug } from "#core/submission/ids.ts";

/** An asset as it was when the release was made: the very object version, and what it held. */
export const ReleasedAsset = z.strictObject({
  source: z.string(),
  key: z.string(),
  versionId: z.string(),
  sizeBytes: z.int().nonnegative(),
  sha256: Sha256,
  target: z.string(),
  readOnly: z.boolean(),
});
export type ReleasedAsset = z.infer<typeof ReleasedAsset>;

/** The content-addressed tarball of all assets; its digest is over the uncompressed tar. */
export const Bundle = z.strictObject({
  digest: Sha256,
  tarBytes: z.int().positive(),
  files: z.int().positive(),
});
export type Bundle = z.infer<typeof Bundle>;

/** An assignment version that passed validation: immutable, and the unit that a grade refers to. */
export const Release = z.strictObject({
  schema: z.literal(1),
  releaseId: ReleaseId,
  course: Slug,
  assignment: Slug,
  createdAt: z.iso.datetime(),
  /** SHA-256 over the normalised assignment; every grade carries it. */
  definitionHash: Sha256,
  definition: Assignment,
  assets: z.array(ReleasedAsset),
  bundle: Bundle.nullable(),
});
export type Release = z.infer<typeof Release>;

/** `current.json`: which release new submissions are graded against. */
export const CurrentRelease = z.strictObject({
  schema: z.literal(1),
  releaseId: ReleaseId,
  updatedAt: z.iso.datetime(),
  /** What accept-submission needs, so that it reads one small object a submission. */
  maxAttempts: z.int().positive().optional(),
  /** Absent where the instructor chose none. */
  maxInFlight: z.int().positive().optional(),
  maxBytes: z.int().positive(),
  /** What plan-capacity needs, for the same reason. */
  dueAt: z.iso.datetime({ offset: true }).optional(),
  seats: z.int().positive().optional(),
  rushMs: z.int().positive().optional(),
});
export type CurrentRelease = z.infer<typeof CurrentRelease>;
