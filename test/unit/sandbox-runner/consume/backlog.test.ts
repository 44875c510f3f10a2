import { expect, it } from "vitest";
import { observeBacklog } from "#runner/consume/backlog.ts";
import type { Delivery } from "#runner/consume/delivery.ts";

const signal = new AbortController().signal;
const message: Delivery = {
  queueUrl: "q",
  queue: "grading",
  messageId: "m",
  receiptHandle: "r",
  body: "{}",
  receiveCount: 1,
  sentAtMs: undefined,
};

function observed() {
  const time = { ms: 0 };
  const backlog = observeBacklog(() => time.ms);
  const poll = async (waitMs: number, delivery: Delivery | undefined) =>
    await backlog.watch(async () => {
      time.ms += waitMs;
      return delivery;
    })(signal);
  return { backlog, poll };
}

it("knows of no job before anybody asked", () => {
  expect(observed().backlog.waiting).toBe(false);
});

it("takes a message that was there at once for one of several, until an answer was waited for", async () => {
  const { backlog, poll } = observed();

  expect(await poll(20, message)).toBe(message);
  expect(backlog.waiting).toBe(true);

  await poll(3_000, message);
  expect(backlog.waiting).toBe(false);
});

it("knows that nothing waits when nothing came, however soon", async () => {
  const { backlog, poll } = observed();
  await poll(20, message);

  expect(await poll(5, undefined)).toBeUndefined();
  expect(backlog.waiting).toBe(false);
});
