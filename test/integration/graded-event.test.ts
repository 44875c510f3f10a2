import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PutBucketNotificationConfigurationCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { gradingId, ReleaseId, Slug, submissionId } from "#core/submission/ids.ts";
import { resultKeys } from "#core/submission/keys.ts";
import { type DeployedStack, deployedStack } from "#test/support/deployed.ts";

const operations = join(import.meta.dirname, "..", "..", "docs", "operations.md");
const Event = z.object({ detail: z.object({ object: z.object({ key: z.string() }) }) });

let stack: DeployedStack;
beforeAll(async () => void (stack = await deployedStack()));
afterAll(async () => await stack[Symbol.asyncDispose]());

/** A request to EventBridge in its own protocol: nothing else here makes rules at run time. */
async function ask(action: string, body: object): Promise<void> {
  const response = await fetch(stack.endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSEvents.${action}`,
      authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/events/aws4_request",
    },
    body: JSON.stringify(body),
  });
  expect(response.status, await response.text()).toBe(200);
}

it("tells who made the documented rule of a result, and of nothing else in the bucket", async () => {
  const { s3, sqs, deployment } = stack;
  const bucket = deployment.ResultsBucket;
  // As `resultEvents` does.
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: bucket,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    }),
  );
  const section = (await readFile(operations, "utf8")).split("## Telling others of a grade")[1] ?? "";
  const pattern = (/```json\n([^`]+)```/.exec(section)?.[1] ?? "").replace("RESULTS-BUCKET", bucket);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "told" }));
  const queue = { QueueUrl, AttributeNames: ["QueueArn" as const] };
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand(queue));
  await ask("PutRule", { Name: "graded", EventPattern: pattern });
  await ask("PutTargets", { Rule: "graded", Targets: [{ Id: "told", Arn: Attributes?.["QueueArn"] }] });

  const ref = {
    course: Slug.parse("prog1"),
    assignment: Slug.parse("hello"),
    student: Slug.parse("ada"),
    submissionId: submissionId("prog1/hello/ada/main.py", "v1"),
    gradingId: gradingId(ReleaseId.parse("a".repeat(24)), 1),
  };
  const keys = [resultKeys.status(ref), resultKeys.reportHtml(ref), resultKeys.result(ref)];
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: "{}" }));

  expect(await told(QueueUrl)).toEqual([resultKeys.result(ref)]);
});

/** The keys of all events until none has come for a while. */
async function told(QueueUrl: string | undefined): Promise<readonly string[]> {
  const keys: string[] = [];
  for (let wait = 20; ; wait = 2) {
    const { Messages } = await stack.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: wait }));
    if (Messages === undefined || Messages.length === 0) return keys;
    for (const { Body, ReceiptHandle } of Messages) {
      keys.push(Event.parse(JSON.parse(Body ?? "")).detail.object.key);
      await stack.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}
