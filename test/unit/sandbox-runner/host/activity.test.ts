import { expect, it } from "vitest";
import { AssayError } from "#core/errors.ts";
import type { Delivery } from "#runner/consume/delivery.ts";
import type { SlotOptions } from "#runner/consume/slots.ts";
import { observeActivity } from "#runner/host/activity.ts";
import { healthProblems } from "#runner/host/health-problems.ts";
import { fakePool } from "#test/support/fake-sandbox.ts";
import { recordingLog } from "#test/support/recording-log.ts";

const MINUTE_MS = 60_000;
const message: Delivery = {
  queueUrl: "q",
  queue: "grading",
  messageId: "m",
  receiptHandle: "r",
  body: "",
  receiveCount: 1,
  sentAtMs: undefined,
};

function observed(overrides: Partial<SlotOptions> = {}) {
  const time = { now: 0 };
  const busy: number[] = [];
  const activity = observeActivity({ slots: 2, clock: () => time.now, onBusy: (slots) => busy.push(slots) });
  const slots = activity.slots({
    count: 2,
    openPoll: () => async () => undefined,
    work: async () => "acknowledged",
    giveBack: async () => {},
    pause: async () => {},
    log: recordingLog().log,
    ...overrides,
  });
  return { time, busy, activity, slots };
}

it("knows how many slots work and how long the longest job has taken", async () => {
  const first = Promise.withResolvers<"acknowledged">();
  const second = Promise.withResolvers<"retry">();
  const jobs = [first, second];
  const { time, busy, activity, slots } = observed({
    work: () => jobs.shift()?.promise ?? Promise.reject(new Error("no job")),
  });

  const working = slots.work(message);
  time.now = 5_000;
  const workingToo = slots.work(message);
  time.now = 8_000;
  expect(activity.facts()).toMatchObject({ busy: 2, longestJobMs: 8_000, withoutQueueMs: 0 });

  first.resolve("acknowledged");
  expect(await working).toBe("acknowledged");
  expect(activity.facts()).toMatchObject({ busy: 1, longestJobMs: 3_000 });
  second.resolve("retry");
  expect(await workingToo).toBe("retry");

  expect(activity.facts()).toEqual({ busy: 0, longestJobMs: 0, withoutQueueMs: 0, failedBoots: 0 });
  expect(busy).toEqual([1, 2, 1, 0]);
});

it("finds a host unwell whose slots want jobs while no queue answers for ten minutes, and well when one does", async () => {
  let broken = true;
  const { time, activity, slots } = observed({
    openPoll: () => async () => {
      if (broken) throw new Error("ECONNREFUSED");
      return undefined;
    },
  });
  const poll = slots.openPoll();
  const signal = new AbortController().signal;

  time.now = 10 * MINUTE_MS;
  await expect(poll(signal)).rejects.toThrow("ECONNREFUSED");
  expect(healthProblems(activity.facts())).toEqual([]);
  time.now = 11 * MINUTE_MS;
  expect(healthProblems(activity.facts())).toEqual(["no queue has answered for 11 min"]);

  broken = false;
  await poll(signal);
  expect(healthProblems(activity.facts())).toEqual([]);
});

it("does not miss the queue while every slot works", async () => {
  const job = Promise.withResolvers<"acknowledged">();
  const { time, activity, slots } = observed({ work: () => job.promise });
  void slots.work(message);
  void slots.work(message);

  time.now = 60 * MINUTE_MS;

  expect(healthProblems(activity.facts())).toEqual([]);
});

it("finds a host unwell whose slot is stuck for longer than any grading may take", () => {
  const { time, activity, slots } = observed({ work: () => Promise.withResolvers<never>().promise });
  void slots.work(message);
  void slots.work(message);

  time.now = 146 * MINUTE_MS;

  expect(healthProblems(activity.facts())).toEqual(["a job has taken 146 min"]);
});

it("counts sandboxes that cannot be had one after another, and no job that was taken away", async () => {
  const { activity } = observed();
  let error: AssayError | undefined = new AssayError("sandbox_unavailable");
  const pool = activity.pool(
    fakePool({
      take() {
        if (error !== undefined) throw error;
      },
    }),
  );
  const needs = { injectedBytes: 0, memoryBytes: 0 };
  const fail = async () => await expect(pool.take(needs)).rejects.toThrow(AssayError);

  for (let failures = 0; failures < 4; failures++) await fail();
  error = new AssayError("lease_lost");
  await fail();
  expect(healthProblems(activity.facts())).toEqual([]);
  error = new AssayError("sandbox_unavailable");
  await fail();
  expect(healthProblems(activity.facts())).toEqual(["the last 5 sandboxes could not be had"]);

  error = undefined;
  await pool.take(needs);
  expect(healthProblems(activity.facts())).toEqual([]);
});
