import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { requestPublications } from "#lambdas/publish-assignment/request-publications.ts";
import { assignmentRef } from "#test/support/published.ts";

const sqs = new SQSClient({ region: "us-east-1" });
const mock = mockClient(sqs);
beforeEach(() => mock.reset());

const refs = Array.from({ length: 23 }, (_, index) => assignmentRef("cs1", `a${index}`));

describe("requests for publications", () => {
  it("are one for each assignment, ten in a call", async () => {
    mock.on(SendMessageBatchCommand).resolves({});

    await requestPublications(sqs, "https://queue", refs);

    const batches = mock.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input.Entries ?? []);
    expect(batches.map(({ length }) => length)).toEqual([10, 10, 3]);
    const bodies: unknown[] = batches.flat().map(({ MessageBody }) => JSON.parse(MessageBody ?? ""));
    expect(bodies).toEqual(refs.map((ref) => ({ schema: 1, kind: "publish", ...ref })));
  });

  it("that SQS refuses one by one are an error, so that none is forgotten", async () => {
    const Failed = [{ Id: "0", Code: "Throttled", Message: "slow down", SenderFault: false }];
    mock.on(SendMessageBatchCommand).resolves({ Failed });

    await expect(requestPublications(sqs, "https://queue", refs)).rejects.toThrow(/Throttled slow down/);
  });
});
