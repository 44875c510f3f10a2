import { S3Client } from "@aws-sdk/client-s3";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { expect, it, vi } from "vitest";
import { sendJobs } from "#cli/regrade/send-jobs.ts";
import { Deployment } from "#core/deployment.ts";
import { resultKeys } from "#core/submission/keys.ts";
import { gradeJob } from "#test/support/jobs.ts";
import { memoryS3 } from "#test/support/memory-s3.ts";

// Pauses between tries are not what is looked at.
vi.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

const jobs = ["ada", "bob", "eve"].map((student) => gradeJob({ key: `prog1/hello/${student}/main.py` }));
const [ada, bob] = jobs;

function setUp() {
  const { s3, written } = memoryS3();
  const sqs = new SQSClient({ region: "us-east-1" });
  const mock = mockClient(sqs);
  const names = Object.keys(Deployment.shape).map((name) => [name, name]);
  const deployment = Deployment.parse(Object.fromEntries(names));
  const connection = { s3: s3 satisfies S3Client, sqs, deployment, [Symbol.dispose]: () => undefined };
  const run = () =>
    sendJobs(connection, jobs).then(
      () => "sent",
      (error: unknown) => error,
    );
  return { mock, written, run };
}

it("sends to the regrading queue, a group for each student, and marks what was sent", async () => {
  const { mock, written, run } = setUp();
  mock.on(SendMessageBatchCommand).resolves({});

  expect(await run()).toBe("sent");

  const input = mock.commandCalls(SendMessageBatchCommand)[0]?.args[0].input;
  expect(input?.QueueUrl).toBe("RegradingQueueUrl");
  expect(input?.Entries?.map(({ MessageGroupId }) => MessageGroupId)).toEqual([
    "prog1/ada",
    "prog1/bob",
    "prog1/eve",
  ]);
  expect(written.toSorted()).toEqual(jobs.map((job) => resultKeys.queued(job)).toSorted());
});

it("sends again what the queue did not take, and marks it only then", async () => {
  const { mock, written, run } = setUp();
  const refusal = { Id: "1", SenderFault: false, Code: "ServiceUnavailable" };
  mock
    .on(SendMessageBatchCommand)
    .resolvesOnce({ Successful: [], Failed: [refusal] })
    .callsFake(async () => {
      expect(written).toHaveLength(2);
      return {};
    });

  expect(await run()).toBe("sent");

  const again = mock.commandCalls(SendMessageBatchCommand)[1]?.args[0].input.Entries;
  expect(again?.map(({ MessageBody }) => JSON.parse(MessageBody ?? ""))).toEqual([bob]);
  expect(written).toHaveLength(3);
});

it("gives up with a word on how to go on, and leaves unmarked what was never sent", async () => {
  const { mock, written, run } = setUp();
  let calls = 0;
  mock.on(SendMessageBatchCommand).callsFake(async () => {
    const refused = calls++ === 0 ? ["1", "2"] : ["0", "1"];
    return { Failed: refused.map((Id) => ({ Id, SenderFault: false, Code: "ServiceUnavailable" })) };
  });

  expect(String(await run())).toMatch(/refuses 2 jobs; what was sent stays sent/);
  expect(written).toEqual([ada && resultKeys.queued(ada)]);
});
