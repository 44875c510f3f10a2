import { createHash } from "node:crypto";
import * as z from "zod";

/**
 * One segment of an object key: a course, an assignment or a student.
 * Letters, digits and `. _ @ -`, at most 64, so that it needs no escaping in a key, a path, a URL or a table.
 */
export const Slug = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/, {
    error: "use 1 to 64 letters, digits, '.', '_', '@' or '-', beginning with a letter or a digit",
  })
  .brand<"Slug">();
export type Slug = z.infer<typeof Slug>;

/** 32 hex digits. The same object version always has the same id, so a duplicate event is the same submission. */
export const SubmissionId = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .brand<"SubmissionId">();
export type SubmissionId = z.infer<typeof SubmissionId>;

/** 24 hex digits over the normalised assignment and the digest of its bundle. */
export const ReleaseId = z
  .string()
  .regex(/^[0-9a-f]{24}$/)
  .brand<"ReleaseId">();
export type ReleaseId = z.infer<typeof ReleaseId>;

/** 24 hex digits over a release and the object versions of its references: one check of all of them. */
export const CheckId = z
  .string()
  .regex(/^[0-9a-f]{24}$/)
  .brand<"CheckId">();
export type CheckId = z.infer<typeof CheckId>;

/** `<releaseId>-<run>`: one run of one submission against one release; run 1 is the first grading. */
export const GradingId = z
  .string()
  .regex(/^[0-9a-f]{24}-[1-9][0-9]{0,8}$/)
  .brand<"GradingId">();
export type GradingId = z.infer<typeof GradingId>;

/** The lower-case hex SHA-256 of some content. */
export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<"Sha256">();
export type Sha256 = z.infer<typeof Sha256>;

export function submissionId(key: string, versionId: string): SubmissionId {
  return SubmissionId.parse(sha256Hex(`${key}\0${versionId}`).slice(0, 32));
}

export function releaseId(definitionHash: Sha256, bundleDigest: Sha256 | null): ReleaseId {
  return ReleaseId.parse(sha256Hex(`${definitionHash}\0${bundleDigest ?? ""}`).slice(0, 24));
}

export function checkId(
  release: ReleaseId,
  references: readonly { readonly key: string; readonly versionId: string }[],
): CheckId {
  const versions = references.map(({ key, versionId }) => `${key}\0${versionId}`);
  return CheckId.parse(sha256Hex([release, ...versions].join("\n")).slice(0, 24));
}

export function gradingId(release: ReleaseId, run: number): GradingId {
  return GradingId.parse(`${release}-${run}`);
}

/** What a grading's id is made of. */
export function partsOfGradingId(id: GradingId): { readonly releaseId: ReleaseId; readonly run: number } {
  const [release, run] = id.split("-");
  return { releaseId: ReleaseId.parse(release), run: Number(run) };
}

export function sha256Hex(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
