import { HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Reference } from "#core/assignment/reference.ts";
import { submissionLimits } from "#core/limits.ts";
import { assignmentKeys, type AssignmentRef } from "#core/submission/keys.ts";
import { httpStatusOf } from "#lambdas/objects/http-status.ts";

export interface FoundReference {
  readonly index: number;
  readonly reference: Reference;
  readonly key: string;
  readonly versionId: string;
  readonly sizeBytes: number;
}

export interface UnusableReference {
  readonly index: number;
  readonly code: "reference_missing" | "reference_too_large";
  readonly message: string;
}

/** Looks every reference up beside the assignment and pins its version. */
export async function findReferences(
  deps: { readonly s3: S3Client; readonly assignmentsBucket: string },
  ref: AssignmentRef,
  references: readonly Reference[],
): Promise<{ readonly found: readonly FoundReference[]; readonly problems: readonly UnusableReference[] }> {
  const all = await Promise.all(
    references.map((reference, index) => findReference(deps, ref, { reference, index })),
  );
  return {
    found: all.filter((each) => "key" in each),
    problems: all.filter((each) => "code" in each),
  };
}

async function findReference(
  { s3, assignmentsBucket }: { readonly s3: S3Client; readonly assignmentsBucket: string },
  ref: AssignmentRef,
  { reference, index }: { readonly reference: Reference; readonly index: number },
): Promise<FoundReference | UnusableReference> {
  const key = assignmentKeys.reference(ref, reference.path);
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: assignmentsBucket, Key: key }));
    const sizeBytes = head.ContentLength ?? Number.POSITIVE_INFINITY;
    if (sizeBytes > submissionLimits.uploadBytes) {
      const message = `${key} has ${sizeBytes} bytes, and a submission at most ${submissionLimits.uploadBytes}`;
      return { index, code: "reference_too_large", message };
    }
    return { index, reference, key, versionId: head.VersionId ?? "null", sizeBytes };
  } catch (error) {
    if (httpStatusOf(error) !== 404) throw error;
    const message = `there is no object ${key}: upload it, or correct the path`;
    return { index, code: "reference_missing", message };
  }
}
