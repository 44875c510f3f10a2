import { DeleteObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { resultKeys, type SubmissionRef } from "#core/submission/keys.ts";
import { readJson } from "#lambdas/objects/json-object.ts";
import { AttemptSlot } from "./attempt-slot.ts";

export interface AttemptRelease {
  readonly resultsBucket: string;
  readonly ref: SubmissionRef;
  readonly number: number;
}

/** Gives an attempt back, but only if this very submission holds it: it may have been given back and taken since. */
export async function releaseAttempt(s3: S3Client, release: AttemptRelease): Promise<void> {
  const place = { bucket: release.resultsBucket, key: resultKeys.attempt(release.ref, release.number) };
  const slot = await readJson(s3, place, AttemptSlot);
  if (slot?.value.submissionId !== release.ref.submissionId) return;
  // Nobody else writes a slot that is taken, so nothing can come between the two calls.
  await s3.send(new DeleteObjectCommand({ Bucket: place.bucket, Key: place.key }));
}
