import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import { SubmissionId } from "#core/submission/ids.ts";
import { resultKeys, type SubmissionRef } from "#core/submission/keys.ts";
import { SubmissionStatus } from "#core/submission/status.ts";
import { readJson, writeJson } from "#lambdas/objects/json-object.ts";

/** A taken attempt of a student: which submission holds it. */
export const AttemptSlot = z.strictObject({ schema: z.literal(1), submissionId: SubmissionId });
export type AttemptSlot = z.infer<typeof AttemptSlot>;

export interface AttemptClaim {
  readonly resultsBucket: string;
  readonly ref: SubmissionRef;
  readonly maxAttempts: number;
}

/** Who has had more attempts than these, and all of them failed, has staff to talk to. */
const SLOTS_LOOKED_AT = 50;

/**
 * The number of the attempt this submission holds now, or undefined when all are taken.
 * Two uploads at once cannot both take the last one: every slot is claimed by a conditional write.
 *
 * Nobody gives an attempt back: one whose submission failed, which the platform or the instructor is to blame for, may be
 * taken over.
 */
export async function claimAttempt(s3: S3Client, claim: AttemptClaim): Promise<number | undefined> {
  const taken = await takenSlots(s3, claim);
  const newest = [...taken].sort((a, b) => b - a);
  // Another delivery of the same event may have claimed one, earlier, or while this one was held up.
  const looked = newest.slice(0, SLOTS_LOOKED_AT);
  const held = await Promise.all(looked.map((number) => holds(s3, claim, number)));
  const ours = looked.find((_, index) => held[index]);
  if (ours !== undefined) return ours;
  const slot: AttemptSlot = { schema: 1, submissionId: claim.ref.submissionId };
  for (let number = 1; number <= claim.maxAttempts; number++) {
    if (taken.has(number)) continue;
    const { written } = await writeJson(s3, placeOf(claim, number), {
      value: slot,
      condition: { ifAbsent: true },
    });
    if (written || (await holds(s3, claim, number))) return number;
  }
  const allowed = newest.filter((number) => number <= claim.maxAttempts);
  for (const number of allowed.slice(0, SLOTS_LOOKED_AT)) {
    if (await takeOver(s3, claim, { number, slot })) return number;
  }
  return undefined;
}

async function takenSlots(s3: S3Client, { resultsBucket, ref }: AttemptClaim): Promise<ReadonlySet<number>> {
  const folder = resultKeys.attempt(ref, 1).replace(/[^/]+$/, "");
  const taken = new Set<number>();
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: resultsBucket, Prefix: folder, ContinuationToken: token }),
    );
    for (const { Key } of page.Contents ?? [])
      taken.add(Number.parseInt(Key?.slice(folder.length) ?? "", 10));
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return taken;
}

async function holds(s3: S3Client, claim: AttemptClaim, number: number): Promise<boolean> {
  const slot = await readJson(s3, placeOf(claim, number), AttemptSlot);
  return slot?.value.submissionId === claim.ref.submissionId;
}

async function takeOver(
  s3: S3Client,
  claim: AttemptClaim,
  { number, slot }: { readonly number: number; readonly slot: AttemptSlot },
): Promise<boolean> {
  const held = await readJson(s3, placeOf(claim, number), AttemptSlot);
  if (held === undefined) return false;
  // The same event, delivered twice at once, may have been the faster one.
  if (held.value.submissionId === claim.ref.submissionId) return true;
  const key = resultKeys.status({ ...claim.ref, submissionId: held.value.submissionId });
  const status = await readJson(s3, { bucket: claim.resultsBucket, key }, SubmissionStatus);
  if (status?.value.state !== "failed") return false;
  const condition = { ifMatch: held.etag };
  const { written } = await writeJson(s3, placeOf(claim, number), { value: slot, condition });
  return written || (await holds(s3, claim, number));
}

function placeOf({ resultsBucket, ref }: AttemptClaim, number: number) {
  return { bucket: resultsBucket, key: resultKeys.attempt(ref, number) };
}
