import { setTimeout as delay } from "node:timers/promises";
import { messagesLeft, redriveUploads } from "#test/soak/queues.ts";
import type { DeployedStack } from "#test/support/deployed.ts";

export interface Settled {
  /** Uploads that an operator had to send again. */
  readonly redriven: number;
  /** Messages that nobody worked off, by queue. */
  readonly stuck: Readonly<Record<string, number>>;
}

const CHECK_MS = 500;
/** A message may be between two queues, or in a Lambda's hands and about to be sent. */
const QUIET_CHECKS = 4;

/** Waits until all queues are empty, without faults; what is left after `patienceMs` is stuck. */
export async function settle(stack: DeployedStack, patienceMs: number): Promise<Settled> {
  const deadline = performance.now() + patienceMs;
  let redriven = 0;
  for (let quiet = 0; ;) {
    const left = await messagesLeft(stack);
    quiet = Object.keys(left).length === 0 ? quiet + 1 : 0;
    if (quiet === QUIET_CHECKS) return { redriven, stuck: {} };
    if (performance.now() > deadline) return { redriven, stuck: left };
    if (left["Uploads dead letters"] !== undefined) redriven += await redriveUploads(stack);
    await delay(CHECK_MS);
  }
}
