import { setTimeout as delay } from "node:timers/promises";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import type { Connection } from "#cli/connection.ts";
import { PlatformError } from "#cli/errors.ts";
import type { GradeJob } from "#core/job/grade-job.ts";
import { messageGroup } from "#core/job/message-group.ts";
import { resultKeys } from "#core/submission/keys.ts";

/** What SQS takes at a time; ten jobs are far below its limit of bytes. */
export const BATCH_JOBS = 10;

const TRIES = 4;
const PAUSE_MS = 250;

/**
 * Puts up to `BATCH_JOBS` jobs into the regrading queue, and then marks each as queued. Whoever dies between the two
 * leaves jobs that the next call sends again; a runner grades them once, because a grading has one result.
 */
export async function sendJobs(connection: Connection, jobs: readonly GradeJob[]): Promise<void> {
  let unsent = jobs;
  for (let tries = 1; unsent.length > 0; tries++) {
    if (tries > TRIES) {
      throw new PlatformError(
        `the regrading queue refuses ${unsent.length} jobs; what was sent stays sent, the same command sends the rest`,
      );
    }
    if (tries > 1) await delay(PAUSE_MS * 2 ** tries);
    const refused = await sendBatch(connection, unsent);
    await Promise.all(unsent.filter((job) => !refused.includes(job)).map((job) => mark(connection, job)));
    unsent = refused;
  }
}

/** Returns those that SQS did not take. */
async function sendBatch(
  { sqs, deployment }: Connection,
  jobs: readonly GradeJob[],
): Promise<readonly GradeJob[]> {
  const { Failed } = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: deployment.RegradingQueueUrl,
      Entries: jobs.map((job, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(job),
        MessageGroupId: messageGroup(job),
      })),
    }),
  );
  const refused = new Set(Failed?.map(({ Id }) => Id));
  return jobs.filter((_, index) => refused.has(String(index)));
}

async function mark({ s3, deployment }: Connection, job: GradeJob): Promise<void> {
  await s3.send(
    new PutObjectCommand({
      Bucket: deployment.ResultsBucket,
      Key: resultKeys.queued(job),
      Body: `${JSON.stringify({ schema: 1, queuedAt: job.queuedAt })}\n`,
      ContentType: "application/json",
    }),
  );
}
