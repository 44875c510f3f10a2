import { ReceiveMessageCommand, type Message, type SQSClient } from "@aws-sdk/client-sqs";
import type { Delivery } from "#runner/consume/delivery.ts";

export interface PollSettings {
  readonly gradingQueueUrl: string;
  readonly regradingQueueUrl: string | undefined;
  readonly visibilityTimeoutSeconds: number;
  /** How long a request waits for a message; a drain waits for it as long. */
  readonly longPollSeconds: number;
}

/**
 * One message, or nothing after a while. Aborting the signal ends the wait with an `AbortError`, and may cost
 * a message its visibility timeout: SQS goes on with a poll that nobody listens to any more, and hands it a message.
 */
export type Receive = (signal: AbortSignal) => Promise<Delivery | undefined>;

/** Any wait above zero asks all servers of a queue; zero asks a sample, which may miss a message. */
const SHORT_WAIT_SECONDS = 1;

/**
 * Takes from the grading queue first. The regrading queue is asked only when that came back empty,
 * and while it has work the grading queue is waited for shortly, so that a regrade of a whole
 * course does not proceed at one job per long poll.
 *
 * A slot asks for one message at a time: what it cannot start at once stays with SQS,
 * where another host can have it.
 */
export function pollFor(sqs: SQSClient, settings: PollSettings): Receive {
  let patienceSeconds = settings.longPollSeconds;

  return async (signal) => {
    const grading = await receiveOne("grading", settings.gradingQueueUrl, patienceSeconds, signal);
    if (grading !== undefined || settings.regradingQueueUrl === undefined) return grading;
    const regrading = await receiveOne("regrading", settings.regradingQueueUrl, 0, signal);
    patienceSeconds = regrading === undefined ? settings.longPollSeconds : SHORT_WAIT_SECONDS;
    return regrading;
  };

  async function receiveOne(
    queue: Delivery["queue"],
    queueUrl: string,
    waitSeconds: number,
    abortSignal: AbortSignal,
  ) {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 1,
      WaitTimeSeconds: waitSeconds,
      // The lease begins with the delivery itself, whatever the queue's own default is.
      VisibilityTimeout: settings.visibilityTimeoutSeconds,
      MessageSystemAttributeNames: ["ApproximateReceiveCount", "SentTimestamp"],
    });
    const { Messages } = await sqs.send(command, { abortSignal });
    return toDelivery(queue, queueUrl, Messages?.[0]);
  }
}

function toDelivery(
  queue: Delivery["queue"],
  queueUrl: string,
  message: Message | undefined,
): Delivery | undefined {
  if (message?.ReceiptHandle === undefined) return undefined;
  const sentAtMs = message.Attributes?.["SentTimestamp"];
  return {
    queueUrl,
    queue,
    messageId: message.MessageId ?? "",
    receiptHandle: message.ReceiptHandle,
    body: message.Body ?? "",
    receiveCount: Number(message.Attributes?.["ApproximateReceiveCount"] ?? 1),
    sentAtMs: sentAtMs === undefined ? undefined : Number(sentAtMs),
  };
}
