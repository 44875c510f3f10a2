import type { S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { CurrentRelease } from "#core/assignment/release.ts";
import { AssayError } from "#core/errors.ts";
import type { GradeJob } from "#core/job/grade-job.ts";
import { submissionId } from "#core/submission/ids.ts";
import { parseUploadKey, releaseKeys, resultKeys, type SubmissionRef } from "#core/submission/keys.ts";
import type { SubmissionStatus } from "#core/submission/status.ts";
import type { S3ObjectCreated } from "#lambdas/events/s3-object-created.ts";
import { readJson } from "#lambdas/objects/json-object.ts";
import { advanceStatus, claimStatus } from "#lambdas/status/submission-status.ts";
import { inspectUpload, type Upload } from "./inspect-upload.ts";
import { judgeAtTheDoor } from "./judge-at-the-door.ts";
import { recordUnroutable } from "./record-unroutable.ts";
import { sendJob } from "./send-job.ts";
import { writeRejection } from "./write-rejection.ts";

export interface AcceptanceDeps {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly releasesBucket: string;
  readonly resultsBucket: string;
  readonly gradingQueueUrl: string;
  readonly now: () => Date;
}

/** What became of one upload. None of these is retried; whatever should be, rejects. */
export type Acceptance =
  | { readonly outcome: "accepted"; readonly job: GradeJob }
  | {
      readonly outcome: "rejected";
      readonly ref: SubmissionRef;
      readonly error: AssayError;
      readonly correlationId: string;
    }
  /** A later delivery of an event that has been dealt with. */
  | { readonly outcome: "duplicate"; readonly ref: SubmissionRef; readonly state: SubmissionStatus["state"] }
  | {
      readonly outcome: "unroutable";
      readonly key: string;
      readonly reason: string;
      readonly correlationId: string;
    }
  | { readonly outcome: "gone"; readonly key: string };

/**
 * From an uploaded object version to exactly one job in the grading queue, or to a rejection that says what to do.
 *
 * `received` is written before the job is sent and `queued` after it. A crash between the two leaves `received`,
 * and the next delivery sends the job: a submission may be queued twice, which the runner notices, but never lost.
 */
export async function acceptSubmission(deps: AcceptanceDeps, event: S3ObjectCreated): Promise<Acceptance> {
  const upload = await inspectUpload(deps.s3, event);
  if (upload === undefined) return { outcome: "gone", key: event.detail.object.key };
  const { key, versionId } = upload.object;
  const parsed = parseUploadKey(key);
  if (!parsed.ok) {
    await recordUnroutable(deps, upload, parsed.reason);
    return { outcome: "unroutable", key, reason: parsed.reason, correlationId: upload.correlationId };
  }
  const { course, assignment, student } = parsed.ref;
  const ref = { course, assignment, student, submissionId: submissionId(key, versionId) };
  return acceptRouted(deps, ref, upload);
}

async function acceptRouted(deps: AcceptanceDeps, ref: SubmissionRef, upload: Upload): Promise<Acceptance> {
  const place = { bucket: deps.resultsBucket, key: resultKeys.status(ref) };
  const received = statusOf(deps, ref, upload, "received");
  const [claim, current] = await Promise.all([
    claimStatus(deps.s3, place, received),
    readJson(deps.s3, { bucket: deps.releasesBucket, key: releaseKeys.current(ref) }, CurrentRelease),
  ]);
  if (claim.kind === "taken") return { outcome: "duplicate", ref, state: claim.state };

  const judgement = await judgeAtTheDoor(deps, {
    ref,
    upload,
    release: current?.value,
    resumed: claim.resumed,
  });
  if (judgement instanceof AssayError) {
    const resultKey = await writeRejection(deps, { ref, upload, error: judgement });
    const status = { ...statusOf(deps, ref, upload, "rejected"), resultKey };
    await advanceStatus(deps.s3, place, { status, over: claim.etag });
    return { outcome: "rejected", ref, error: judgement, correlationId: upload.correlationId };
  }

  const job = await sendJob(deps, { ref, upload, ...judgement });
  const status = { ...statusOf(deps, ref, upload, "queued"), gradingId: job.gradingId };
  await advanceStatus(deps.s3, place, { status, over: claim.etag });
  return { outcome: "accepted", job };
}

function statusOf<State extends SubmissionStatus["state"]>(
  deps: AcceptanceDeps,
  ref: SubmissionRef,
  upload: Upload,
  state: State,
): SubmissionStatus & { readonly state: State } {
  return {
    schema: 1,
    submissionId: ref.submissionId,
    state,
    updatedAt: deps.now().toISOString(),
    correlationId: upload.correlationId,
  };
}
