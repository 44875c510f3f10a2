import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { resultKeys, type SubmissionRef } from "#core/submission/keys.ts";
import { readJson, writeJson } from "#lambdas/objects/json-object.ts";
import { AttemptSlot } from "./attempt-slot.ts";

export interface AttemptClaim {
  readonly resultsBucket: string;
  readonly ref: SubmissionRef;
  readonly maxAttempts: number;
  /** An earlier delivery of the same event may have claimed a slot for this submission already. */
  readonly resumed: boolean;
}

/**
 * The number of the attempt this submission holds now, or undefined when all are taken.
 * Two uploads at once cannot both take the last one: every slot is claimed by a conditional write.
 */
export async function claimAttempt(s3: S3Client, claim: AttemptClaim): Promise<number | undefined> {
  const taken = await takenSlots(s3, claim);
  if (claim.resumed) {
    for (const number of taken) if (await holds(s3, claim, number)) return number;
  }
  for (let number = 1; number <= claim.maxAttempts; number++) {
    if (taken.has(number)) continue;
    const slot: AttemptSlot = { schema: 1, submissionId: claim.ref.submissionId };
    const place = { bucket: claim.resultsBucket, key: resultKeys.attempt(claim.ref, number) };
    const { written } = await writeJson(s3, place, { value: slot, condition: { ifAbsent: true } });
    if (written || (await holds(s3, claim, number))) return number;
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
  const place = { bucket: claim.resultsBucket, key: resultKeys.attempt(claim.ref, number) };
  const slot = await readJson(s3, place, AttemptSlot);
  return slot?.value.submissionId === claim.ref.submissionId;
}
