import { ChangeMessageVisibilityCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import { queueLimits } from "#core/limits.ts";
import { retryDelaySeconds, retrySoon } from "#lambdas/batch/retry-soon.ts";
import { sqsRecord } from "#test/support/lambda-events.ts";

describe("a failed message", () => {
  it("comes back after a delay that grows with its deliveries", async () => {
    const sqs = new SQSClient({ region: "us-east-1" });
    const mock = mockClient(sqs);
    mock.on(ChangeMessageVisibilityCommand).resolves({});

    await retrySoon({ sqs, queueUrl: "https://queue" }, sqsRecord("m", "", 2));

    expect(mock.commandCalls(ChangeMessageVisibilityCommand)[0]?.args[0].input).toEqual({
      QueueUrl: "https://queue",
      ReceiptHandle: "handle-of-m",
      VisibilityTimeout: 60,
    });
  });

  it("never waits longer than a quarter of an hour, and outlasts a fault of some minutes in all", () => {
    const delays = Array.from({ length: queueLimits.maxReceiveCount }, (_, index) =>
      retryDelaySeconds(index + 1),
    );

    expect(delays).toEqual([10, 60, 360, 900]);
    expect(retryDelaySeconds(1000)).toBe(900);
  });
});
