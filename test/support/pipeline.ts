import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { PurgeQueueCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import type * as z from "zod";
import { GradingResult } from "#core/grading/result.ts";
import type { GradeJob } from "#core/job/grade-job.ts";
import { releaseKeys, resultKeys } from "#core/submission/keys.ts";
import { SubmissionStatus } from "#core/submission/status.ts";
import type { DeployedStack } from "#test/support/deployed.ts";
import { gradeJob } from "#test/support/jobs.ts";
import { type DefinitionParts, release } from "#test/support/releases.ts";
import { until } from "#test/support/until.ts";

/** Puts a release and a submission where Lambdas would have put them. The job is not sent. */
export async function prepareJob(
  stack: DeployedStack,
  { program, student, ...parts }: DefinitionParts & { readonly program: string; readonly student: string },
): Promise<GradeJob> {
  const { s3, deployment } = stack;
  const ref = release(parts);
  await s3.send(
    new PutObjectCommand({
      Bucket: deployment.ReleasesBucket,
      Key: releaseKeys.release(ref, ref.releaseId),
      Body: JSON.stringify(ref),
    }),
  );
  const key = `${ref.course}/${ref.assignment}/${student}/main.py`;
  const upload = { Bucket: deployment.SubmissionsBucket, Key: key, Body: program };
  const { VersionId: versionId = "null", ETag: etag = "" } = await s3.send(new PutObjectCommand(upload));
  const bucket = deployment.SubmissionsBucket;
  const job = gradeJob({ bucket, key, versionId, etag, sizeBytes: Buffer.byteLength(program) });
  await queueAsIfAccepted(stack, job);
  return job;
}

/** The stack's own Lambda turns the upload away, because no release is current. Its word must not come later. */
async function queueAsIfAccepted(stack: DeployedStack, job: GradeJob): Promise<void> {
  const { submissionId, gradingId, queuedAt, correlationId } = job;
  const status = { schema: 1, state: "queued", submissionId, gradingId, updatedAt: queuedAt, correlationId };
  await until("the upload was turned away", async () => {
    const { state } = (await statusOf(stack, job)) ?? {};
    return state === "rejected" ? true : undefined;
  });
  await stack.s3.send(
    new PutObjectCommand({
      Bucket: stack.deployment.ResultsBucket,
      Key: resultKeys.status(job),
      Body: JSON.stringify(status),
    }),
  );
}

export async function send({ sqs, deployment }: DeployedStack, body: GradeJob | string): Promise<void> {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: deployment.GradingQueueUrl,
      MessageBody: typeof body === "string" ? body : JSON.stringify(body),
    }),
  );
}

/** Also takes away what a runner holds: its receipt handles are then of messages that are not there. */
export async function purge({ sqs, deployment }: DeployedStack): Promise<void> {
  await sqs.send(new PurgeQueueCommand({ QueueUrl: deployment.GradingQueueUrl }));
}

export async function resultOf(stack: DeployedStack, job: GradeJob): Promise<GradingResult | undefined> {
  return await readJson(stack, resultKeys.result(job), GradingResult);
}

export async function statusOf(stack: DeployedStack, job: GradeJob): Promise<SubmissionStatus | undefined> {
  return await readJson(stack, resultKeys.status(job), SubmissionStatus);
}

/** How often an object was written: the bucket keeps every version. */
export async function versionsOf({ s3, deployment }: DeployedStack, key: string): Promise<number> {
  const listed = await s3.send(
    new ListObjectVersionsCommand({ Bucket: deployment.ResultsBucket, Prefix: key }),
  );
  return listed.Versions?.length ?? 0;
}

async function readJson<T>(
  { s3, deployment }: DeployedStack,
  key: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  try {
    const found = await s3.send(new GetObjectCommand({ Bucket: deployment.ResultsBucket, Key: key }));
    return schema.parse(JSON.parse((await found.Body?.transformToString()) ?? ""));
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
    throw error;
  }
}
