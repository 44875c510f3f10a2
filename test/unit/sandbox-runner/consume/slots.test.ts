import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { Delivery } from "#runner/consume/delivery.ts";
import type { Settlement } from "#runner/consume/process-delivery.ts";
import { runSlots, type SlotOptions } from "#runner/consume/slots.ts";
import { recordingLog } from "#test/support/recording-log.ts";

function message(id: number): Delivery {
  return {
    queueUrl: "q",
    queue: "grading",
    messageId: String(id),
    receiptHandle: `r${id}`,
    body: "",
    receiveCount: 1,
    sentAtMs: undefined,
  };
}

/** Resolves when the signal is aborted, as a long poll that is given up does. */
async function untilAborted(signal: AbortSignal): Promise<undefined> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  throw signal.reason;
}

/** A drain whose grace is over as soon as it begins. */
function both(drain: AbortController) {
  return { begun: drain.signal, over: drain.signal };
}

function options(overrides: Partial<SlotOptions>): SlotOptions {
  return {
    count: 1,
    openPoll: () => untilAborted,
    work: async () => "acknowledged",
    giveBack: async () => {},
    pause: async () => {},
    log: recordingLog().log,
    ...overrides,
  };
}

it("never works on more messages than it has slots, and works on each message once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.constantFrom<Settlement>("acknowledged", "retry", "other-host", "malformed", "lease-lost")),
      fc.scheduler(),
      async (count, settlements, scheduler) => {
        const drain = new AbortController();
        const taken: string[] = [];
        let next = 0;
        let busy = 0;
        let mostBusy = 0;
        const running = runSlots(
          options({
            count,
            openPoll: () => async (signal) => {
              if (next >= settlements.length) {
                drain.abort();
                return untilAborted(signal);
              }
              const id = next++;
              await scheduler.schedule(Promise.resolve(), `poll ${id}`);
              return message(id);
            },
            work: async (delivery) => {
              mostBusy = Math.max(mostBusy, ++busy);
              taken.push(delivery.messageId);
              await scheduler.schedule(Promise.resolve(), `work ${delivery.messageId}`);
              busy--;
              return settlements[Number(delivery.messageId)] ?? "acknowledged";
            },
            giveBack: async (delivery) => void taken.push(delivery.messageId),
          }),
          both(drain),
        );
        await scheduler.waitFor(running);

        expect(mostBusy).toBeLessThanOrEqual(count);
        expect(busy).toBe(0);
        expect(taken.map(Number).sort((a, b) => a - b)).toEqual(settlements.map((_, index) => index));
      },
    ),
  );
});

it("gives back a message that arrives when draining has begun", async () => {
  const drain = new AbortController();
  const returned: Delivery[] = [];
  const worked: Delivery[] = [];

  await runSlots(
    options({
      openPoll: () => async () => {
        drain.abort();
        return message(1);
      },
      work: async (delivery) => {
        worked.push(delivery);
        return "acknowledged";
      },
      giveBack: async (delivery) => void returned.push(delivery),
    }),
    both(drain),
  );

  expect(returned).toEqual([message(1)]);
  expect(worked).toEqual([]);
});

it("lets a poll on its way finish when draining begins, for SQS may have handed it a message", async () => {
  const begun = new AbortController();
  const over = new AbortController();
  const poll = Promise.withResolvers<Delivery | undefined>();
  const polled = Promise.withResolvers<AbortSignal>();
  const returned: Delivery[] = [];
  const running = runSlots(
    options({
      openPoll: () => (signal) => {
        polled.resolve(signal);
        return poll.promise;
      },
      giveBack: async (delivery) => void returned.push(delivery),
    }),
    { begun: begun.signal, over: over.signal },
  );
  const signal = await polled.promise;

  begun.abort();
  expect(signal.aborted).toBe(false);
  poll.resolve(message(1));
  await running;

  expect(returned).toEqual([message(1)]);
});

it("gives up a poll on its way when the grace is over", async () => {
  const begun = new AbortController();
  const over = new AbortController();
  const polled = Promise.withResolvers<void>();
  const { log, lines } = recordingLog();
  const running = runSlots(
    options({
      log,
      openPoll: () => (signal) => {
        polled.resolve();
        return untilAborted(signal);
      },
    }),
    { begun: begun.signal, over: over.signal },
  );
  await polled.promise;

  begun.abort();
  over.abort();
  await running;

  expect(lines).toEqual([]);
});

it("waits for a job that runs when draining begins", async () => {
  const drain = new AbortController();
  const finish = Promise.withResolvers<Settlement>();
  let ended = false;
  let polls = 0;
  const running = runSlots(
    options({
      openPoll: () => async () => message(++polls),
      work: () => {
        drain.abort();
        return finish.promise;
      },
    }),
    both(drain),
  ).then(() => (ended = true));

  await Promise.resolve();
  expect(ended).toBe(false);
  finish.resolve("acknowledged");
  await running;

  expect(polls).toBe(1);
});

it("backs off while the queue cannot be polled, and starts afresh when it can", async () => {
  const drain = new AbortController();
  const { log, lines } = recordingLog();
  const pauses: number[] = [];
  const polls = ["fail", "fail", "fail", "empty", "fail"];
  await runSlots(
    options({
      log,
      openPoll: () => async (signal) => {
        const poll = polls.shift();
        if (poll === "fail") throw new Error("ECONNREFUSED");
        if (poll === "empty") return undefined;
        drain.abort();
        return untilAborted(signal);
      },
      pause: async (ms) => void pauses.push(ms),
    }),
    both(drain),
  );

  expect(pauses).toEqual([2_000, 4_000, 8_000, 2_000]);
  expect(lines.map((line) => line["msg"])).toEqual(Array(4).fill("the queue could not be polled"));
});

it("lets other hosts come first after a fault of its own", async () => {
  const drain = new AbortController();
  const pauses: number[] = [];
  const settlements: Settlement[] = ["other-host", "other-host", "acknowledged", "retry", "other-host"];
  let next = 0;
  await runSlots(
    options({
      openPoll: () => async () => message(next),
      work: async () => {
        const settlement = settlements[next++] ?? "acknowledged";
        if (next === settlements.length) drain.abort();
        return settlement;
      },
      pause: async (ms) => void pauses.push(ms),
    }),
    both(drain),
  );

  expect(pauses).toEqual([4_000, 8_000, 4_000]);
});
