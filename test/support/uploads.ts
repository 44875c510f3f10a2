import { randomUUID } from "node:crypto";
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { GradeJob } from "#core/job/grade-job.ts";

export interface UploadEvent {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  readonly id?: string;
}

/** EventBridge's event of a created object, as AWS sends it. */
export function objectCreated({ bucket, key, versionId, id = randomUUID() }: UploadEvent): string {
  return JSON.stringify({
    version: "0",
    id,
    source: "aws.s3",
    "detail-type": "Object Created",
    detail: {
      version: "0",
      bucket: { name: bucket },
      object: { key, size: 1, etag: "e", sequencer: "1", ...(versionId && { "version-id": versionId }) },
      reason: "PutObject",
    },
  });
}

export async function deliver(sqs: SQSClient, queueUrl: string, body: string): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
}

export interface ReceivedJob {
  readonly job: GradeJob;
  readonly message: Message;
}

export interface Taking {
  /** Stops when this many have come. */
  readonly enough: number;
  /** Stops when for so long none has come. @default 2 */
  readonly patienceSeconds?: number;
}

/** Takes jobs out of a queue. */
export async function takeJobs(
  sqs: SQSClient,
  queueUrl: string,
  { enough, patienceSeconds = 2 }: Taking,
): Promise<ReceivedJob[]> {
  const taken: ReceivedJob[] = [];
  while (taken.length < enough) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: taken.length === 0 ? 20 : patienceSeconds,
        MessageSystemAttributeNames: ["MessageGroupId"],
      }),
    );
    if (Messages.length === 0) break;
    const entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
    for (const message of Messages) {
      taken.push({ job: GradeJob.parse(JSON.parse(message.Body ?? "")), message });
    }
  }
  return taken;
}
