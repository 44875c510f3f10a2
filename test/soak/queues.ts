import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import type { DeployedStack } from "#test/support/deployed.ts";

const queueNames = ["Uploads", "Grading", "Regrading", "Publications"] as const;

/** Messages that wait, are delayed or in somebody's hands. */
async function depthOf({ sqs }: DeployedStack, queueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["All"] }),
  );
  const counts = [
    Attributes.ApproximateNumberOfMessages,
    Attributes.ApproximateNumberOfMessagesNotVisible,
    Attributes.ApproximateNumberOfMessagesDelayed,
  ];
  return counts.reduce((sum, count) => sum + Number(count ?? 0), 0);
}

/** Of what the feed waits for. */
export async function backlog(stack: DeployedStack): Promise<number> {
  const { UploadsQueueUrl, GradingQueueUrl } = stack.deployment;
  const depths = await Promise.all([depthOf(stack, UploadsQueueUrl), depthOf(stack, GradingQueueUrl)]);
  return depths.reduce((sum, depth) => sum + depth, 0);
}

/** Messages anywhere, by queue; those of a dead-letter queue that a Lambda works off among them. */
export async function messagesLeft(stack: DeployedStack): Promise<Readonly<Record<string, number>>> {
  const urls = queueNames.flatMap((name) => [
    [name, stack.deployment[`${name}QueueUrl`]] as const,
    [`${name} dead letters`, stack.deployment[`${name}DlqUrl`]] as const,
  ]);
  const depths = await Promise.all(
    urls.map(async ([name, url]) => [name, await depthOf(stack, url)] as const),
  );
  return Object.fromEntries(depths.filter(([, depth]) => depth > 0));
}

/** What an operator does with uploads that failed again and again, once the cause is mended; how many there were. */
export async function redriveUploads({ sqs, deployment }: DeployedStack): Promise<number> {
  for (let moved = 0; ; moved++) {
    const { Messages: [message] = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: deployment.UploadsDlqUrl, WaitTimeSeconds: 0 }),
    );
    if (message === undefined) return moved;
    await sqs.send(
      new SendMessageCommand({ QueueUrl: deployment.UploadsQueueUrl, MessageBody: message.Body }),
    );
    await sqs.send(
      new DeleteMessageCommand({ QueueUrl: deployment.UploadsDlqUrl, ReceiptHandle: message.ReceiptHandle }),
    );
  }
}
