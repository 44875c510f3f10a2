import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { localClientConfig } from "#cli/local/aws-environment.ts";
import type { CurrentRelease } from "#core/assignment/release.ts";
import { ReleaseId, submissionId } from "#core/submission/ids.ts";
import { parseUploadKey, releaseKeys, resultKeys } from "#core/submission/keys.ts";
import { SubmissionStatus } from "#core/submission/status.ts";
import { acceptSubmission } from "#lambdas/accept-submission/accept-submission.ts";
import { AttemptSlot } from "#lambdas/attempts/claim-attempt.ts";
import { S3ObjectCreated } from "#lambdas/events/s3-object-created.ts";
import { readJson } from "#lambdas/objects/json-object.ts";
import { type BareBuckets, bareBuckets } from "#test/support/bare-buckets.ts";
import { assignmentRef, putObject } from "#test/support/published.ts";
import { loseCall } from "#test/support/s3-interception.ts";
import { objectCreated, takeJobs } from "#test/support/uploads.ts";

let buckets: BareBuckets;
beforeAll(async () => {
  buckets = await bareBuckets("submissions", "releases", "results");
  const current: CurrentRelease = {
    schema: 1,
    releaseId: ReleaseId.parse("a".repeat(24)),
    updatedAt: new Date().toISOString(),
    maxAttempts: 1,
    maxBytes: 1_000,
  };
  const key = releaseKeys.current(assignmentRef("cs1", "hello"));
  await putObject(buckets.s3, { bucket: "releases", key, body: JSON.stringify(current) });
});
afterAll(() => buckets[Symbol.asyncDispose]());

/** HEAD, status and current release, place in flight (read, claimed), list, slot, job, status. */
const CALLS = 9;
/** Its answer is that nothing is there, which is an error already: there is no success to lose. */
const PLACE_READ = 4;
const everyLoss = Array.from({ length: CALLS }, (_, index) => index + 1).flatMap((number) => [
  { number, when: "before" as const },
  ...(number === PLACE_READ ? [] : [{ number, when: "after" as const }]),
]);

describe("an acceptance that dies", () => {
  it.each(everyLoss)("$when its call $number is made good by the next delivery", async ({ number, when }) => {
    const clients = { s3: buckets.anotherClient(), sqs: new SQSClient(localClientConfig(buckets.endpoint)) };
    const name = `q-${number}-${when}`;
    const { QueueUrl: gradingQueueUrl = "" } = await clients.sqs.send(
      new CreateQueueCommand({ QueueName: name }),
    );
    const deps = {
      releasesBucket: "releases",
      resultsBucket: "results",
      gradingQueueUrl,
      now: () => new Date(),
    };
    const key = `cs1/hello/student-${number}-${when}/main.py`;
    const versionId = await putObject(buckets.s3, { bucket: "submissions", key, body: "print()" });
    const event = S3ObjectCreated.parse(JSON.parse(objectCreated({ bucket: "submissions", key, versionId })));
    const lost = loseCall(clients, { number, when });

    await expect(acceptSubmission({ ...deps, ...clients }, event)).rejects.toThrow(/lost/);
    expect(lost.happened()).toBe(true);
    const { outcome } = await acceptSubmission({ ...deps, ...clients }, event);

    const parsed = parseUploadKey(key);
    if (!parsed.ok) throw new Error(parsed.reason);
    const ref = { ...parsed.ref, submissionId: submissionId(key, versionId) };
    const statusPlace = { bucket: "results", key: resultKeys.status(ref) };
    expect((await readJson(buckets.s3, statusPlace, SubmissionStatus))?.value.state).toBe("queued");
    const slotPlace = { bucket: "results", key: resultKeys.attempt(ref, 1) };
    expect((await readJson(buckets.s3, slotPlace, AttemptSlot))?.value.submissionId).toBe(ref.submissionId);
    const jobs = await takeJobs(clients.sqs, gradingQueueUrl, { enough: 3, patienceSeconds: 0 });
    const wasSentBefore = number > 8 || (number === 8 && when === "after");
    expect(jobs.map(({ job }) => job.submissionId)).toEqual(
      Array(wasSentBefore && outcome === "accepted" ? 2 : 1).fill(ref.submissionId),
    );
    clients.sqs.destroy();
    clients.s3.destroy();
  });
});
