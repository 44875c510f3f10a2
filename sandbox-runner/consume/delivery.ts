import { ChangeMessageVisibilityCommand, DeleteMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** One message in hand, until its visibility timeout runs out. */
export interface Delivery {
  readonly queueUrl: string;
  readonly queue: "grading" | "regrading";
  readonly messageId: string;
  /** Names this delivery of the message; the next delivery has another. */
  readonly receiptHandle: string;
  readonly body: string;
  /** 1 for the first delivery. */
  readonly receiveCount: number;
  /** When it was sent, by the clock of SQS, in milliseconds since 1970. */
  readonly sentAtMs: number | undefined;
}

/** When the message may be delivered again, counted from now; 0 gives it back at once. */
export async function changeVisibility(
  sqs: SQSClient,
  delivery: Delivery,
  seconds: number,
  abortSignal?: AbortSignal,
): Promise<void> {
  const command = new ChangeMessageVisibilityCommand({
    QueueUrl: delivery.queueUrl,
    ReceiptHandle: delivery.receiptHandle,
    VisibilityTimeout: Math.ceil(seconds),
  });
  await sqs.send(command, { ...(abortSignal && { abortSignal }) });
}

/** Takes no signal: a job that is done is acknowledged, also while the runner drains. */
export async function acknowledge(sqs: SQSClient, delivery: Delivery): Promise<void> {
  await sqs.send(
    new DeleteMessageCommand({ QueueUrl: delivery.queueUrl, ReceiptHandle: delivery.receiptHandle }),
  );
}
