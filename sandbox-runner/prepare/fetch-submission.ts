import type { S3Client } from "@aws-sdk/client-s3";
import { AssayError } from "#core/errors.ts";
import type { GradeJob } from "#core/job/grade-job.ts";
import { submissionLimits } from "#core/limits.ts";
import { printable } from "#core/submission/printable.ts";
import { storageUnavailable } from "#runner/storage/storage-error.ts";
import { openObject, readCapped } from "./read-object.ts";

/**
 * The very object version that a job names, and no other.
 *
 * Throws `submission_gone` when it was deleted or is not what was accepted, `submission_too_large`,
 * `storage_unavailable` with its cause, or the signal's reason.
 */
export async function fetchSubmission(
  s3: S3Client,
  upload: GradeJob["upload"],
  signal: AbortSignal,
): Promise<{ readonly name: string; readonly content: Buffer }> {
  const object = await openObject(s3, upload, signal);
  const path = printable(upload.key);
  if (object === null) throw new AssayError("submission_gone", { path });
  // Where a bucket has no versions every version is "null", and the key may hold another upload by now.
  if (object.etag !== upload.etag.replaceAll('"', "")) {
    object.body.destroy();
    throw new AssayError("submission_gone", { path, detail: "it was replaced by another upload" });
  }
  const limitBytes = submissionLimits.uploadBytes;
  const read = await readCapped(object, limitBytes, signal);
  if ("overBytes" in read) {
    throw new AssayError("submission_too_large", { path, limitBytes, sizeBytes: read.overBytes });
  }
  if (read.content.length !== upload.sizeBytes) {
    const detail = `the upload has ${upload.sizeBytes} bytes, ${read.content.length} came`;
    throw storageUnavailable(detail, undefined);
  }
  return { name: upload.key.slice(upload.key.lastIndexOf("/") + 1), content: read.content };
}
