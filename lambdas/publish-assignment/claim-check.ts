import type { S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import { CheckVerdict } from "#core/job/check-verdict.ts";
import { queueLimits } from "#core/limits.ts";
import type { CheckId } from "#core/submission/ids.ts";
import { type AssignmentRef, releaseKeys } from "#core/submission/keys.ts";
import { readJson, type WriteCondition, writeJson } from "#lambdas/objects/json-object.ts";

export interface ClaimDeps {
  readonly s3: S3Client;
  readonly releasesBucket: string;
  readonly now: () => Date;
  /** Whether what was given up is done anew: after an upload, and not after the giving up itself. */
  readonly retryGivenUp: boolean;
}

/** One thing that is to be checked of a release. */
export interface CheckRef extends AssignmentRef {
  readonly checkId: CheckId;
  readonly index: number;
}

export type CheckState =
  | { readonly kind: "known"; readonly verdict: CheckVerdict }
  /** Its job is in the queue, or at a runner. */
  | { readonly kind: "waiting" }
  /** The caller, and nobody else, is to send its job. */
  | { readonly kind: "claimed"; readonly run: number; readonly sent: () => Promise<void> };

/** That a job is being sent, and then that it was. */
const Claim = z.strictObject({
  schema: z.literal(1),
  run: z.int().positive(),
  claimedAt: z.iso.datetime(),
  sentAt: z.iso.datetime().optional(),
});
type Claim = z.infer<typeof Claim>;

/** Far longer than it takes to send a job; whoever claimed one before has died. */
const SENDING_MS = 60_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * What is known of one check, or the right to send its job: two publications at once send it once. Rejects, to be
 * tried again soon, while another publication is sending it: should that one die, this one has to.
 */
export async function claimCheck(deps: ClaimDeps, ref: CheckRef): Promise<CheckState> {
  const at = (key: string) => ({ bucket: deps.releasesBucket, key });
  const place = at(releaseKeys.checkClaim(ref, ref.checkId, ref.index));
  const verdictPlace = at(releaseKeys.checkVerdict(ref, ref.checkId, ref.index));
  // In this order: a verdict that comes between the two was seen to be missing, and its claim is there.
  const verdict = (await readJson(deps.s3, verdictPlace, CheckVerdict))?.value;
  if (verdict !== undefined && verdict.givenUp !== true) return { kind: "known", verdict };
  const claim = await readJson(deps.s3, place, Claim);
  const isOver = verdict !== undefined && verdict.run >= (claim?.value.run ?? 0);
  if (isOver && !deps.retryGivenUp) return { kind: "known", verdict };
  if (!isOver && claim !== undefined && isUnderWay(claim.value, deps.now())) return { kind: "waiting" };

  const run = (claim?.value.run ?? verdict?.run ?? 0) + 1;
  const mine: Claim = { schema: 1, run, claimedAt: deps.now().toISOString() };
  const over: WriteCondition = claim === undefined ? { ifAbsent: true } : { ifMatch: claim.etag };
  const written = await writeJson(deps.s3, place, { value: mine, condition: over });
  // Or our own claim, when the SDK tried again because the answer to it was lost.
  if (!written.written) throw beingSent();
  const sent = async () => {
    const value: Claim = { ...mine, sentAt: deps.now().toISOString() };
    await writeJson(deps.s3, place, { value, condition: { ifMatch: written.etag } });
  };
  return { kind: "claimed", run, sent };
}

/** What was sent is there until a runner has done it or has given it up, or the queue has dropped it. */
function isUnderWay({ claimedAt, sentAt }: Claim, now: Date): boolean {
  const age = (time: string) => now.getTime() - Date.parse(time);
  if (sentAt !== undefined) return age(sentAt) < queueLimits.retentionDays * DAY_MS;
  if (age(claimedAt) < SENDING_MS) throw beingSent();
  return false;
}

function beingSent(): Error {
  return new Error("another publication is sending the job of this check");
}
