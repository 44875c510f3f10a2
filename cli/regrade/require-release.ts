import type { Connection } from "#cli/connection.ts";
import { UserError } from "#cli/errors.ts";
import { readDocument } from "#cli/submit/read-document.ts";
import { Release } from "#core/assignment/release.ts";
import type { ReleaseId } from "#core/submission/ids.ts";
import { type AssignmentRef, releaseKeys } from "#core/submission/keys.ts";

/** A release of an assignment; rejects when the user named one that there is not. */
export async function requireRelease(
  { s3, deployment }: Connection,
  assignment: AssignmentRef,
  releaseId: ReleaseId,
): Promise<Release> {
  const place = { bucket: deployment.ReleasesBucket, key: releaseKeys.release(assignment, releaseId) };
  const release = await readDocument(s3, place, Release);
  if (release === undefined) {
    throw new UserError(`${assignment.course}/${assignment.assignment} has no release ${releaseId}`);
  }
  return release;
}
