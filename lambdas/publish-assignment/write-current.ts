import type { S3Client } from "@aws-sdk/client-s3";
import type { CurrentRelease, Release } from "#core/assignment/release.ts";
import { deadlineKey } from "#core/capacity/deadline-key.ts";
import { releaseKeys } from "#core/submission/keys.ts";
import { type WriteCondition, writeJson } from "#lambdas/objects/json-object.ts";

/** Makes a release the one that new submissions are graded against; false when another publication was faster. */
export async function writeCurrent(
  deps: { readonly s3: S3Client; readonly releasesBucket: string; readonly now: () => Date },
  release: Release,
  over: WriteCondition,
): Promise<boolean> {
  const { schedule, submissions } = release.definition;
  const { dueAt } = schedule;
  // Before the pointer, so that there is no release whose deadline plan-capacity cannot find.
  if (dueAt !== undefined) {
    const place = { bucket: deps.releasesBucket, key: deadlineKey(release, new Date(dueAt)) };
    await writeJson(deps.s3, place, { value: { schema: 1, dueAt }, condition: { ifAbsent: true } });
  }
  const current: CurrentRelease = {
    schema: 1,
    releaseId: release.releaseId,
    updatedAt: deps.now().toISOString(),
    ...submissions,
    ...schedule,
  };
  const place = { bucket: deps.releasesBucket, key: releaseKeys.current(release) };
  const { written } = await writeJson(deps.s3, place, { value: current, condition: over });
  return written;
}
