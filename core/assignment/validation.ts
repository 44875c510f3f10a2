import * as z from "zod";
import { Finding } from "#core/assignment/finding.ts";
import { ReleaseId } from "#core/submission/ids.ts";

/** `validation.json`: what an instructor reads after an upload, valid or not. */
export const ValidationReport = z.strictObject({
  schema: z.literal(1),
  ok: z.boolean(),
  /** The release this publication made or found unchanged; absent when it is not valid. */
  releaseId: ReleaseId.optional(),
  /** The release that submissions are graded against now, also after a failed publication. */
  currentReleaseId: ReleaseId.optional(),
  findings: z.array(Finding),
  /** How many references, and checks of rules, are still under way; while it is there, another report follows. */
  checking: z.int().positive().optional(),
  /** The platform failed to check it: uploading the same again has it tried again. */
  retryable: z.literal(true).optional(),
  /** Of the references that were graded. */
  references: z
    .array(z.strictObject({ path: z.string(), met: z.boolean(), score: z.number().optional() }))
    .optional(),
  /** Which object versions were judged: by these a waiting uploader knows that its own upload was. */
  inputs: z.array(z.strictObject({ key: z.string(), versionId: z.string() })),
  checkedAt: z.iso.datetime(),
});
export type ValidationReport = z.infer<typeof ValidationReport>;
