import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  SQSClient,
  SQSServiceException,
} from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, it } from "vitest";
import { AssayError } from "#core/errors.ts";
import { queueLimits } from "#core/limits.ts";
import { type DeliveryPorts, processDelivery } from "#runner/consume/process-delivery.ts";
import { gradeJob } from "#test/support/jobs.ts";
import { readMetrics } from "#test/support/embedded-metrics.ts";
import { recordingLog } from "#test/support/recording-log.ts";

const sqs = new SQSClient({ region: "us-east-1" });
const sqsMock = mockClient(sqs);

beforeEach(() => {
  sqsMock.reset();
  sqsMock.onAnyCommand().resolves({});
});

function setUp(overrides: Partial<DeliveryPorts>, body: unknown = gradeJob(), receiveCount = 3) {
  const drained = new AbortController();
  const { log, lines } = recordingLog();
  const ports: DeliveryPorts = {
    sqs,
    submissionsBucket: "submissions",
    visibilityTimeoutMs: 30_000,
    handle: async () => ({ outcome: "graded" }),
    clock: () => performance.now(),
    now: () => new Date(5_000),
    log,
    ...overrides,
  };
  const delivery = {
    queueUrl: "q",
    queue: "grading" as const,
    messageId: "m",
    receiptHandle: "r",
    body: typeof body === "string" ? body : JSON.stringify(body),
    receiveCount,
    sentAtMs: 3_000,
  };
  return { drained, lines, run: () => processDelivery(delivery, ports, drained.signal) };
}

function visibilities() {
  return sqsMock
    .commandCalls(ChangeMessageVisibilityCommand)
    .map((call) => call.args[0].input.VisibilityTimeout);
}

function deletions() {
  return sqsMock.commandCalls(DeleteMessageCommand).map((call) => call.args[0].input.ReceiptHandle);
}

it("deletes the message of a job that has its result, and closes it with one event", async () => {
  const { run, lines } = setUp({ handle: async () => ({ outcome: "graded", score: 80 }) });

  expect(await run()).toBe("acknowledged");

  expect(deletions()).toEqual(["r"]);
  expect(visibilities()).toEqual([]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    event: "job.closed",
    outcome: "graded",
    score: 80,
    receiveCount: 3,
    submissionId: gradeJob().submissionId,
    gradingId: gradeJob().gradingId,
    correlationId: "c-1",
  });
  expect(lines[0]?.["durationMs"]).toBeTypeOf("number");
});

it.each([
  ["storage_unavailable", "retry"],
  ["sandbox_lost", "other-host"],
] as const)("puts a job that failed with %s off, for longer at each delivery", async (code, settlement) => {
  const { run, lines } = setUp({ handle: () => Promise.reject(new AssayError(code)) });

  expect(await run()).toBe(settlement);

  expect(deletions()).toEqual([]);
  expect(visibilities()).toEqual([128]);
  expect(lines[0]).toMatchObject({ event: "job.closed", outcome: settlement, errorCode: code });
});

it.each([
  [1, false],
  [queueLimits.maxReceiveCount - 1, false],
  [queueLimits.maxReceiveCount, true],
])("tells who handles a job that delivery %s is the last: %s", async (receiveCount, expected) => {
  const told: boolean[] = [];
  const handle: DeliveryPorts["handle"] = async (_job, _log, _signal, isLastTry) => {
    told.push(isLastTry);
    return { outcome: "graded" };
  };

  await setUp({ handle }, gradeJob(), receiveCount).run();

  expect(told).toEqual([expected]);
});

it("takes an error of unknown kind for a fault of the platform", async () => {
  const { run, lines } = setUp({ handle: () => Promise.reject(new TypeError("x is undefined")) });

  expect(await run()).toBe("retry");

  expect(lines[0]).toMatchObject({ errorCode: "internal" });
});

it("gives a job back at once when the runner drains", async () => {
  const { run, drained } = setUp({
    handle: async (_job, _log, signal) => {
      drained.abort(new AssayError("lease_lost"));
      throw signal.reason;
    },
  });

  expect(await run()).toBe("returned");

  expect(visibilities()).toEqual([0]);
  expect(deletions()).toEqual([]);
});

it("acknowledges a job that finished although the runner drains", async () => {
  const { run, drained } = setUp({
    handle: async () => {
      drained.abort();
      return { outcome: "graded" };
    },
  });

  expect(await run()).toBe("acknowledged");

  expect(deletions()).toEqual(["r"]);
});

it.each(["rejects", "resolves all the same"])(
  "neither deletes nor touches a message whose lease was lost when the job %s",
  async (how) => {
    const gone = new SQSServiceException({ name: "ReceiptHandleIsInvalid", $fault: "client", $metadata: {} });
    sqsMock.on(ChangeMessageVisibilityCommand).rejects(gone);
    const { run, lines } = setUp({
      visibilityTimeoutMs: 30,
      handle: async (_job, _log, signal) => {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        if (how === "rejects") throw signal.reason;
        return { outcome: "graded" };
      },
    });

    expect(await run()).toBe("lease-lost");

    expect(deletions()).toEqual([]);
    // The one failed beat, and nothing to settle it.
    expect(visibilities()).toEqual([1]);
    expect(lines[0]).toMatchObject({ settlement: "lease-lost" });
  },
);

it.each([
  ["not JSON", "{"],
  ["an unknown schema", { ...gradeJob(), schema: 2 }],
  ["a foreign bucket", gradeJob({ bucket: "someone-elses" })],
])("leaves a message with %s to the dead-letter queue", async (_what, body) => {
  const { run, lines } = setUp({ handle: () => Promise.reject(new Error("must not be called")) }, body);

  expect(await run()).toBe("malformed");

  expect(deletions()).toEqual([]);
  expect(visibilities()).toEqual([1]);
  expect(lines[0]).toMatchObject({ event: "job.closed", outcome: "malformed", messageId: "m" });
  expect(lines[0]?.["reason"]).toBeTypeOf("string");
});

it("survives a queue that does not answer when the job is settled", async () => {
  sqsMock.on(DeleteMessageCommand).rejects(new Error("ECONNRESET"));
  const { run, lines } = setUp({});

  expect(await run()).toBe("acknowledged");

  expect(lines.map((line) => line["msg"])).toEqual(["the message could not be settled", "job closed"]);
});

const none = { JobsGraded: 0, JobsRejected: 0, JobsFailed: 0, JobsRetried: 0 };
const phases = { fetchMs: 10, unpackMs: 2, bundleMs: 1, takeMs: 3, injectMs: 4, testsMs: 200, totalMs: 220 };

it.each([
  ["graded", "JobsGraded"],
  ["rejected", "JobsRejected"],
  ["failed", "JobsFailed"],
])("measures a job that ends as %s in the line that closes it", async (outcome, counted) => {
  const { run, lines } = setUp(
    { handle: async () => ({ outcome, phases, publishMs: 30, uploadBytes: 512 }) },
    undefined,
    1,
  );

  await run();

  const { values, timestamp, dimensions } = readMetrics(lines[0]);
  expect(values).toEqual({
    QueueWait: 2_000,
    FetchTime: 13,
    TakeTime: 3,
    InjectTime: 4,
    TestsTime: 200,
    PublishTime: 30,
    JobDuration: lines[0]?.["durationMs"],
    UploadBytes: 512,
    ...none,
    [counted]: 1,
  });
  expect(dimensions).toEqual([[]]);
  expect(timestamp).toBe(5_000);
});

it("measures the check of a release, which is no submission, by its time alone", async () => {
  const { run, lines } = setUp({ handle: async () => ({ outcome: "reference-met" }) }, undefined, 1);

  await run();

  expect(readMetrics(lines[0]).values).toEqual({
    QueueWait: 2_000,
    JobDuration: expect.any(Number),
    ...none,
  });
});

it("counts a fault of the platform as a try, says whose it is, and takes no time of it", async () => {
  const { run, lines } = setUp({ handle: () => Promise.reject(new AssayError("storage_unavailable")) });

  await run();

  expect(readMetrics(lines[0]).values).toEqual({ ...none, JobsRetried: 1 });
  expect(lines[0]).toMatchObject({ blame: "platform", queueWaitMs: 2_000 });
});

it("measures nothing of a duplicate, whose times are those of another run", async () => {
  const { run, lines } = setUp({ handle: async () => ({ outcome: "duplicate", phases }) });

  await run();

  expect(lines[0]).not.toHaveProperty("_aws");
  expect(lines[0]).toMatchObject({ event: "job.closed", outcome: "duplicate" });
});
