import { ChangeMessageVisibilityCommand, SQSClient, SQSServiceException } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AssayError } from "#core/errors.ts";
import { holdLease } from "#runner/consume/lease.ts";

const TIMEOUT_MS = 30_000;
const delivery = {
  queueUrl: "q",
  queue: "grading" as const,
  messageId: "m",
  receiptHandle: "r",
  body: "",
  receiveCount: 1,
  sentAtMs: undefined,
};

const sqs = new SQSClient({ region: "us-east-1" });
const sqsMock = mockClient(sqs);

beforeEach(() => {
  sqsMock.reset();
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

function lease() {
  return holdLease({ sqs, delivery, visibilityTimeoutMs: TIMEOUT_MS, clock: () => performance.now() });
}

function permanent(name: string) {
  return new SQSServiceException({ name, $fault: "client", $metadata: {} });
}

it("extends the message's visibility at every third of its timeout", async () => {
  sqsMock.on(ChangeMessageVisibilityCommand).resolves({});
  await using held = lease();

  await vi.advanceTimersByTimeAsync(9_999);
  expect(sqsMock.calls()).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(90_001);

  expect(sqsMock.calls()).toHaveLength(10);
  expect(sqsMock.call(0).args[0].input).toEqual({ QueueUrl: "q", ReceiptHandle: "r", VisibilityTimeout: 30 });
  expect(held.signal.aborted).toBe(false);
});

it.each([
  "ReceiptHandleIsInvalid",
  "InvalidParameterValue",
  "MessageNotInflight",
  "AWS.SimpleQueueService.MessageNotInflight",
])("is lost at once when the queue answers %s", async (name) => {
  sqsMock.on(ChangeMessageVisibilityCommand).rejects(permanent(name));
  await using held = lease();

  await vi.advanceTimersByTimeAsync(10_000);

  expect(held.signal.aborted).toBe(true);
  expect(held.signal.reason).toBeInstanceOf(AssayError);
  expect(held.signal.reason).toMatchObject({ code: "lease_lost", cause: { name } });
});

it("outlives two failed beats but not the timeout", async () => {
  sqsMock.on(ChangeMessageVisibilityCommand).rejects(new Error("connect ECONNREFUSED"));
  await using held = lease();

  await vi.advanceTimersByTimeAsync(29_999);
  expect(held.signal.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(1);

  expect(held.signal.reason).toMatchObject({ code: "lease_lost" });
});

it("is lost in time when requests hang", async () => {
  sqsMock.on(ChangeMessageVisibilityCommand).callsFake(() => new Promise(() => {}));
  const held = lease();

  await vi.advanceTimersByTimeAsync(30_000);

  expect(held.signal.aborted).toBe(true);
});

it("waits for a beat on its way and extends nothing afterwards", async () => {
  const beat = Promise.withResolvers<object>();
  sqsMock.on(ChangeMessageVisibilityCommand).callsFake(() => beat.promise);
  const held = lease();
  await vi.advanceTimersByTimeAsync(10_000);

  let released = false;
  const release = held[Symbol.asyncDispose]().then(() => (released = true));
  await vi.advanceTimersByTimeAsync(0);
  expect(released).toBe(false);
  beat.resolve({});
  await release;
  await vi.advanceTimersByTimeAsync(120_000);

  expect(sqsMock.calls()).toHaveLength(1);
  expect(held.signal.aborted).toBe(false);
});

const Beat = fc.constantFrom("ok", "transient", "permanent", "slow");

it("is held exactly while the last successful beat is younger than the timeout", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(Beat, { minLength: 1, maxLength: 12 }), async (beats) => {
      sqsMock.reset();
      const start = performance.now();
      let heldSince = 0;
      let refused = false;
      let attempt = 0;
      sqsMock.on(ChangeMessageVisibilityCommand).callsFake(async () => {
        const kind = beats[attempt++] ?? "transient";
        const sentAt = performance.now() - start;
        if (kind === "slow") await new Promise((resolve) => setTimeout(resolve, 3_000));
        if (kind === "permanent") {
          refused = true;
          throw permanent("ReceiptHandleIsInvalid");
        }
        if (kind === "transient") throw new Error("socket hang up");
        heldSince = sentAt;
      });
      const held = lease();

      for (let elapsed = 500; elapsed <= 150_000; elapsed += 500) {
        await vi.advanceTimersByTimeAsync(500);
        const expected = refused || elapsed >= heldSince + TIMEOUT_MS;
        expect(held.signal.aborted).toBe(expected);
        if (expected) break;
      }

      expect(held.signal.aborted).toBe(true);
      await held[Symbol.asyncDispose]();
      const calls = sqsMock.calls().length;
      await vi.advanceTimersByTimeAsync(60_000);
      expect(sqsMock.calls()).toHaveLength(calls);
    }),
    { numRuns: 50 },
  );
});
