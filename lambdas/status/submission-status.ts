import type { S3Client } from "@aws-sdk/client-s3";
import { type SubmissionState, SubmissionStatus, supersedes } from "#core/submission/status.ts";
import { type ObjectPlace, readJson, writeJson } from "#lambdas/objects/json-object.ts";

/** `status.json` of one submission. It only moves forward, whoever writes it. */

export type StatusClaim =
  /** `resumed`: an earlier delivery of the same event stopped between `received` and the next state. */
  | { readonly kind: "ours"; readonly resumed: boolean; readonly etag: string }
  | { readonly kind: "taken"; readonly state: SubmissionState };

/** The first delivery of an event writes `received`; every later one learns how far that one came. */
export async function claimStatus(
  s3: S3Client,
  place: ObjectPlace,
  received: SubmissionStatus & { readonly state: "received" },
): Promise<StatusClaim> {
  const claim = await writeJson(s3, place, { value: received, condition: { ifAbsent: true } });
  if (claim.written) return { kind: "ours", resumed: false, etag: claim.etag };
  const current = await readJson(s3, place, SubmissionStatus);
  if (current === undefined) throw new Error(`${place.key} vanished between a write and a read`);
  if (current.value.state !== "received") return { kind: "taken", state: current.value.state };
  return { kind: "ours", resumed: true, etag: current.etag };
}

/** Writes the next state over the one that was claimed. When somebody was faster, theirs is further on, and stays. */
export async function advanceStatus(
  s3: S3Client,
  place: ObjectPlace,
  next: { readonly status: SubmissionStatus; readonly over: string },
): Promise<void> {
  await writeJson(s3, place, { value: next.status, condition: { ifMatch: next.over } });
}

const CLOSE_TRIES = 5;

/** Writes a terminal state over whatever it supersedes. */
export async function closeStatus(s3: S3Client, place: ObjectPlace, status: SubmissionStatus): Promise<void> {
  for (let tries = 0; tries < CLOSE_TRIES; tries++) {
    const current = await readJson(s3, place, SubmissionStatus);
    if (current !== undefined && !supersedes(status, current.value)) return;
    const condition = current === undefined ? { ifAbsent: true as const } : { ifMatch: current.etag };
    if ((await writeJson(s3, place, { value: status, condition })).written) return;
  }
  throw new Error(`${place.key} changed ${CLOSE_TRIES} times while it was being closed`);
}
