import type { Logger } from "pino";
import { backoffSeconds } from "#runner/consume/backoff.ts";
import type { Delivery } from "#runner/consume/delivery.ts";
import type { Drain } from "#runner/consume/drain.ts";
import type { Receive } from "#runner/consume/poll.ts";
import type { Settlement } from "#runner/consume/process-delivery.ts";

export interface SlotOptions {
  /** How many deliveries may be worked on at the same time. */
  readonly count: number;
  /** Called once for each slot. */
  readonly openPoll: () => Receive;
  /** Never rejects: what went wrong with a job is settled with its queue. */
  readonly work: (delivery: Delivery) => Promise<Settlement>;
  /** For a delivery that arrived when none was wanted any more. */
  readonly giveBack: (delivery: Delivery) => Promise<void>;
  /** Resolves after the time, or as soon as the signal is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly log: Logger;
}

/**
 * Runs `count` slots until draining has begun and every slot has finished what it had begun, its poll included.
 * A slot is a loop that takes one message, works on it, and only then takes the next:
 * there is no buffer, so a slow job never holds back a message that another host could have.
 */
export async function runSlots(options: SlotOptions, drain: DrainSignals): Promise<void> {
  await Promise.all(Array.from({ length: options.count }, () => runSlot(options, drain)));
}

type DrainSignals = Pick<Drain, "begun" | "over">;

async function runSlot(options: SlotOptions, drain: DrainSignals): Promise<void> {
  const { openPoll, work, pause } = options;
  const receive = openPoll();
  let pollFailures = 0;
  let hostFailures = 0;

  while (!drain.begun.aborted) {
    const polled = await tryPoll(receive, options.log, drain.over);
    pollFailures = polled.failed ? pollFailures + 1 : 0;
    if (polled.failed) await pause(backoffSeconds(pollFailures) * 1000, drain.begun);
    if (polled.delivery === undefined) continue;
    if (drain.begun.aborted) return await tryGiveBack(polled.delivery, options);

    const settlement = await work(polled.delivery);
    hostFailures = settlement === "other-host" ? hostFailures + 1 : 0;
    // Longer than its message is away for the first time: whoever else there is comes first.
    if (hostFailures > 0) await pause(2 * backoffSeconds(hostFailures) * 1000, drain.begun);
  }
}

interface Polled {
  readonly failed: boolean;
  readonly delivery?: Delivery | undefined;
}

async function tryPoll(receive: Receive, log: Logger, over: AbortSignal): Promise<Polled> {
  try {
    return { failed: false, delivery: await receive(over) };
  } catch (error) {
    if (over.aborted) return { failed: false };
    log.warn({ err: error }, "the queue could not be polled");
    return { failed: true };
  }
}

async function tryGiveBack(delivery: Delivery, { giveBack, log }: SlotOptions): Promise<void> {
  try {
    await giveBack(delivery);
  } catch (error) {
    // Its visibility timeout does the same, later.
    log.warn({ err: error, messageId: delivery.messageId }, "a message could not be given back");
  }
}
