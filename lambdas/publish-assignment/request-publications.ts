import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { AssignmentRef } from "#core/submission/keys.ts";
import type { PublishRequest } from "#lambdas/events/publish-request.ts";

/** The SQS limit of one SendMessageBatch. */
const BATCH_MESSAGES = 10;

/** Asks for a publication of each assignment, one message each, so that one that fails is retried alone. */
export async function requestPublications(
  sqs: SQSClient,
  queueUrl: string,
  refs: readonly AssignmentRef[],
): Promise<void> {
  for (let start = 0; start < refs.length; start += BATCH_MESSAGES) {
    const { Failed } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: refs.slice(start, start + BATCH_MESSAGES).map(({ course, assignment }, index) => {
          const request: PublishRequest = { schema: 1, kind: "publish", course, assignment };
          return { Id: String(index), MessageBody: JSON.stringify(request) };
        }),
      }),
    );
    const refused = Failed?.[0];
    if (refused !== undefined)
      throw new Error(`SQS refused a publication request: ${refused.Code} ${refused.Message}`);
  }
}
