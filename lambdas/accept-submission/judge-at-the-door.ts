import type { S3Client } from "@aws-sdk/client-s3";
import type { CurrentRelease } from "#core/assignment/release.ts";
import { AssayError } from "#core/errors.ts";
import { submissionLimits } from "#core/limits.ts";
import type { ReleaseId } from "#core/submission/ids.ts";
import type { SubmissionRef } from "#core/submission/keys.ts";
import { claimAttempt } from "#lambdas/attempts/claim-attempt.ts";
import { claimPlace } from "#lambdas/in-flight/claim-place.ts";
import type { Upload } from "./inspect-upload.ts";

export interface DoorCase {
  readonly ref: SubmissionRef;
  readonly upload: Upload;
  readonly release: CurrentRelease | undefined;
  /** An earlier delivery of the same event may have come this far. */
  readonly resumed: boolean;
}

/** What a job needs beyond its upload. */
export interface Admission {
  readonly releaseId: ReleaseId;
  readonly attempt: number | undefined;
}

/**
 * What can be said of an upload without opening it. The attempt is claimed last, so that an upload which is
 * turned away costs none; a place in flight that it has claimed before is free with its rejection.
 */
export async function judgeAtTheDoor(
  deps: { readonly s3: S3Client; readonly resultsBucket: string; readonly now: () => Date },
  { ref, upload, release, resumed }: DoorCase,
): Promise<Admission | AssayError> {
  if (release === undefined) {
    return new AssayError("assignment_unknown", { course: ref.course, assignment: ref.assignment });
  }
  const { sizeBytes } = upload.object;
  if (sizeBytes === 0) return new AssayError("submission_empty", { key: upload.object.key });
  const limitBytes = Math.min(release.maxBytes, submissionLimits.uploadBytes);
  if (sizeBytes > limitBytes) return new AssayError("submission_too_large", { sizeBytes, limitBytes });

  const { releaseId, maxAttempts, maxInFlight = submissionLimits.maxInFlight } = release;
  const { resultsBucket, now } = deps;
  const placed = await claimPlace(deps.s3, { resultsBucket, ref, maxInFlight, resumed, now });
  if (!placed) return new AssayError("too_many_in_flight", { maxInFlight });
  if (maxAttempts === undefined) return { releaseId, attempt: undefined };
  const attempt = await claimAttempt(deps.s3, { resultsBucket, ref, maxAttempts });
  if (attempt === undefined) return new AssayError("attempts_exhausted", { maxAttempts });
  return { releaseId, attempt };
}
