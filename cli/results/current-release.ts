import type { Connection } from "#cli/connection.ts";
import { readDocument } from "#cli/submit/read-document.ts";
import { CurrentRelease } from "#core/assignment/release.ts";
import { type AssignmentRef, releaseKeys } from "#core/submission/keys.ts";

/** What new submissions are graded against; undefined before the first release. */
export async function readCurrentRelease(
  { s3, deployment }: Connection,
  ref: AssignmentRef,
): Promise<CurrentRelease | undefined> {
  const place = { bucket: deployment.ReleasesBucket, key: releaseKeys.current(ref) };
  return await readDocument(s3, place, CurrentRelease);
}
