import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";
import type { QueueFacts } from "#core/capacity/facts.ts";

const Count = z.coerce.number().pipe(z.int().nonnegative());
const Attributes = z.object({
  ApproximateNumberOfMessages: Count,
  ApproximateNumberOfMessagesNotVisible: Count,
  ApproximateNumberOfMessagesDelayed: Count,
});

/** What waits and what is worked on; approximately, as SQS says itself. */
export async function readQueue(sqs: SQSClient, queueUrl: string): Promise<QueueFacts> {
  const answer = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
      ],
    }),
  );
  const attributes = Attributes.parse(answer.Attributes);
  return {
    waiting: attributes.ApproximateNumberOfMessages + attributes.ApproximateNumberOfMessagesDelayed,
    inFlight: attributes.ApproximateNumberOfMessagesNotVisible,
  };
}
