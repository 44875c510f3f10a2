import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, it } from "vitest";
import { pollFor } from "#runner/consume/poll.ts";

const sqs = new SQSClient({ region: "us-east-1" });
const sqsMock = mockClient(sqs);
const signal = new AbortController().signal;
const settings = {
  gradingQueueUrl: "grading",
  regradingQueueUrl: "regrading",
  visibilityTimeoutSeconds: 30,
  longPollSeconds: 5,
};
const job = {
  MessageId: "m",
  ReceiptHandle: "r",
  Body: "{}",
  Attributes: { ApproximateReceiveCount: "3", SentTimestamp: "1790000000000" },
};

beforeEach(() => void sqsMock.reset());

function asked(): [unknown, unknown][] {
  return sqsMock
    .commandCalls(ReceiveMessageCommand)
    .map(({ args: [{ input }] }) => [input.QueueUrl, input.WaitTimeSeconds]);
}

it("takes one message with the visibility that the lease needs", async () => {
  sqsMock.on(ReceiveMessageCommand).resolves({ Messages: [job] });

  const delivery = await pollFor(sqs, settings)(signal);

  expect(delivery).toEqual({
    queueUrl: "grading",
    queue: "grading",
    messageId: "m",
    receiptHandle: "r",
    body: "{}",
    receiveCount: 3,
    sentAtMs: 1_790_000_000_000,
  });
  expect(sqsMock.call(0).args[0].input).toMatchObject({
    MaxNumberOfMessages: 1,
    VisibilityTimeout: 30,
    MessageSystemAttributeNames: ["ApproximateReceiveCount", "SentTimestamp"],
  });
  expect(asked()).toEqual([["grading", 5]]);
});

it("asks the regrading queue only when the grading queue came back empty", async () => {
  sqsMock.on(ReceiveMessageCommand, { QueueUrl: "grading" }).resolves({});
  sqsMock.on(ReceiveMessageCommand, { QueueUrl: "regrading" }).resolves({ Messages: [job] });

  const delivery = await pollFor(sqs, settings)(signal);

  expect(delivery).toMatchObject({ queueUrl: "regrading", queue: "regrading" });
  expect(asked()).toEqual([
    ["grading", 5],
    ["regrading", 0],
  ]);
});

it("waits shortly for gradings while there is regrading to do, and long again afterwards", async () => {
  sqsMock.on(ReceiveMessageCommand, { QueueUrl: "grading" }).resolves({});
  sqsMock
    .on(ReceiveMessageCommand, { QueueUrl: "regrading" })
    .resolvesOnce({ Messages: [job] })
    .resolves({});
  const receive = pollFor(sqs, settings);

  await receive(signal);
  await receive(signal);
  await receive(signal);

  expect(asked().filter(([queue]) => queue === "grading")).toEqual([
    ["grading", 5],
    ["grading", 1],
    ["grading", 5],
  ]);
});

it("needs no regrading queue", async () => {
  sqsMock.on(ReceiveMessageCommand).resolves({});

  const delivery = await pollFor(sqs, { ...settings, regradingQueueUrl: undefined })(signal);

  expect(delivery).toBeUndefined();
  expect(asked()).toEqual([["grading", 5]]);
});
