import type { S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import { queueLimits } from "#core/limits.ts";
import { SubmissionId } from "#core/submission/ids.ts";
import { resultKeys, type SubmissionRef } from "#core/submission/keys.ts";
import { isTerminal, SubmissionStatus } from "#core/submission/status.ts";
import { readJson, writeJson } from "#lambdas/objects/json-object.ts";

/** A place among the submissions of a student that are under way: which submission took it last. */
const InFlightPlace = z.strictObject({ schema: z.literal(1), submissionId: SubmissionId });
type InFlightPlace = z.infer<typeof InFlightPlace>;

export interface PlaceClaim {
  readonly resultsBucket: string;
  readonly ref: SubmissionRef;
  readonly maxInFlight: number;
  /** An earlier delivery of the same event may have claimed a place for this submission already. */
  readonly resumed: boolean;
  readonly now: () => Date;
}

/**
 * Claims one of the places of a student; false when all are held by submissions that are still under way.
 *
 * Nobody gives a place back: it is free as soon as the status of its holder says that this is at its end, so a crash
 * of whoever graded it cannot leak one. Every claim is a conditional write, so no two uploads get the same place.
 */
export async function claimPlace(s3: S3Client, claim: PlaceClaim): Promise<boolean> {
  if (claim.resumed && (await holdsAPlace(s3, claim))) return true;
  for (let number = 1; number <= claim.maxInFlight; number++) {
    const taken = await readPlace(s3, claim, number);
    if (taken?.value.submissionId === claim.ref.submissionId) return true;
    if (taken !== undefined && (await isUnderWay(s3, claim, taken.value.submissionId))) continue;
    const value: InFlightPlace = { schema: 1, submissionId: claim.ref.submissionId };
    const condition = taken === undefined ? { ifAbsent: true as const } : { ifMatch: taken.etag };
    const { written } = await writeJson(s3, placeOf(claim, number), { value, condition });
    // The same event, delivered twice at once, may have been the faster one.
    if (written || (await isOurs(s3, claim, number))) return true;
  }
  return false;
}

async function holdsAPlace(s3: S3Client, claim: PlaceClaim): Promise<boolean> {
  for (let number = 1; number <= claim.maxInFlight; number++) {
    if (await isOurs(s3, claim, number)) return true;
  }
  return false;
}

async function isOurs(s3: S3Client, claim: PlaceClaim, number: number): Promise<boolean> {
  return (await readPlace(s3, claim, number))?.value.submissionId === claim.ref.submissionId;
}

/** After this its job cannot be in any queue any more, so a status that nobody closed must not hold a place. */
const LONGEST_WAY_MS = 2 * queueLimits.retentionDays * 24 * 60 * 60 * 1_000;

async function isUnderWay(
  s3: S3Client,
  { resultsBucket, ref, now }: PlaceClaim,
  submissionId: SubmissionId,
): Promise<boolean> {
  const key = resultKeys.status({ ...ref, submissionId });
  const status = (await readJson(s3, { bucket: resultsBucket, key }, SubmissionStatus))?.value;
  if (status === undefined || isTerminal(status.state)) return false;
  return now().getTime() - Date.parse(status.updatedAt) < LONGEST_WAY_MS;
}

function readPlace(s3: S3Client, claim: PlaceClaim, number: number) {
  return readJson(s3, placeOf(claim, number), InFlightPlace);
}

function placeOf({ resultsBucket, ref }: PlaceClaim, number: number) {
  return { bucket: resultsBucket, key: resultKeys.inFlight(ref, number) };
}
