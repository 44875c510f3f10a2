import { AssayError } from "#core/errors.ts";
import type { SlotOptions } from "#runner/consume/slots.ts";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";

/** What the slots of this runner are doing, in milliseconds and numbers. */
export interface ActivityFacts {
  readonly busy: number;
  /** Of the jobs that run; 0 when none does. */
  readonly longestJobMs: number;
  /** How long slots have wanted a job and no queue has answered. */
  readonly withoutQueueMs: number;
  /** In a row, until now. */
  readonly failedBoots: number;
}

/** Looks on while slots poll and work and sandboxes are taken; each of these is as it was. */
export interface Activity {
  slots(options: SlotOptions): SlotOptions;
  pool(pool: SandboxPool): SandboxPool;
  facts(): ActivityFacts;
}

export interface ActivityOptions {
  readonly slots: number;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** Told how many slots work, whenever that changes. */
  readonly onBusy: (busy: number) => void;
}

export function observeActivity({ slots, clock, onBusy }: ActivityOptions): Activity {
  const begun = new Map<symbol, number>();
  let contactAt = clock();
  let failedBoots = 0;

  return {
    slots: (options) => ({
      ...options,
      openPoll() {
        const receive = options.openPoll();
        return async (signal) => {
          const delivery = await receive(signal);
          contactAt = clock();
          return delivery;
        };
      },
      async work(delivery) {
        const job = Symbol("job");
        begun.set(job, clock());
        onBusy(begun.size);
        try {
          return await options.work(delivery);
        } finally {
          begun.delete(job);
          contactAt = clock();
          onBusy(begun.size);
        }
      },
    }),
    pool: (pool) => ({
      async take(needs, signal) {
        try {
          const sandbox = await pool.take(needs, signal);
          failedBoots = 0;
          return sandbox;
        } catch (error) {
          // A sandbox that is lost later may be a student's doing; that none can be had is not.
          if (error instanceof AssayError && error.code === "sandbox_unavailable") failedBoots += 1;
          throw error;
        }
      },
      [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
    }),
    facts() {
      const now = clock();
      return {
        busy: begun.size,
        longestJobMs: now - Math.min(now, ...begun.values()),
        withoutQueueMs: begun.size === slots ? 0 : now - contactAt,
        failedBoots,
      };
    },
  };
}
