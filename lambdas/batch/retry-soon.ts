import { ChangeMessageVisibilityCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";

/** Of the queue whose visibility timeout is much longer than a passing fault deserves. */
export interface RetryingQueue {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
}

const FIRST_DELAY_SECONDS = 10;
const FACTOR = 6;
const LONGEST_DELAY_SECONDS = 900;

/**
 * Lets a failed message come back after 10 s, 60 s, 6 min, … instead of after the visibility timeout,
 * which must be as long as six runs of the Lambda.
 */
export async function retrySoon(queue: RetryingQueue, record: SQSRecord): Promise<void> {
  await queue.sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: queue.queueUrl,
      ReceiptHandle: record.receiptHandle,
      VisibilityTimeout: retryDelaySeconds(Number(record.attributes.ApproximateReceiveCount)),
    }),
  );
}

export function retryDelaySeconds(receiveCount: number): number {
  return Math.min(FIRST_DELAY_SECONDS * FACTOR ** (receiveCount - 1), LONGEST_DELAY_SECONDS);
}
