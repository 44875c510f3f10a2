import type { Connection } from "#cli/connection.ts";
import { PlatformError } from "#cli/errors.ts";
import { Release } from "#core/assignment/release.ts";
import { GradingResult } from "#core/grading/result.ts";
import { releaseKeys, resultKeys, type SubmissionRef } from "#core/submission/keys.ts";
import { SubmissionStatus } from "#core/submission/status.ts";
import { readDocument } from "./read-document.ts";

/** Undefined until the pipeline has seen the upload. */
export async function readStatus(
  { s3, deployment }: Connection,
  ref: SubmissionRef,
): Promise<SubmissionStatus | undefined> {
  const place = { bucket: deployment.ResultsBucket, key: resultKeys.status(ref) };
  return await readDocument(s3, place, SubmissionStatus);
}

export async function readResult({ s3, deployment }: Connection, key: string): Promise<GradingResult> {
  const result = await readDocument(s3, { bucket: deployment.ResultsBucket, key }, GradingResult);
  if (result === undefined)
    throw new PlatformError(`the status names the result ${key}, which does not exist`);
  return result;
}

/** What a result was graded by; undefined when it came to no release. */
export async function readRelease(
  { s3, deployment }: Connection,
  { course, assignment, releaseId }: GradingResult,
): Promise<Release | undefined> {
  if (releaseId === undefined) return undefined;
  const key = releaseKeys.release({ course, assignment }, releaseId);
  const release = await readDocument(s3, { bucket: deployment.ReleasesBucket, key }, Release);
  if (release === undefined) {
    throw new PlatformError(`the result names the release ${key}, which does not exist`);
  }
  return release;
}
