import type { SQSClient } from "@aws-sdk/client-sqs";
import { AssayError } from "#core/errors.ts";
import { changeVisibility, type Delivery } from "#runner/consume/delivery.ts";

/** The right to work on a delivery. While it is held, no other host is given the message. */
export interface Lease extends AsyncDisposable {
  /** Aborted with `lease_lost` as soon as another host may have the message. */
  readonly signal: AbortSignal;
}

export interface LeaseOptions {
  readonly sqs: SQSClient;
  readonly delivery: Delivery;
  readonly visibilityTimeoutMs: number;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

/**
 * Extends the message's visibility at every third of its timeout, so that two beats may fail
 * before it runs out. The lease is lost at once when SQS says that the delivery is no longer ours,
 * and when the timeout passed without a successful beat. It never comes back.
 *
 * Disposing it ends the heartbeat and waits for a beat on its way: nothing is extended afterwards.
 */
export function holdLease(options: LeaseOptions): Lease {
  const { visibilityTimeoutMs, clock } = options;
  const beatMs = visibilityTimeoutMs / 3;
  const lost = new AbortController();
  let ended = false;
  let expiry = setTimeout(expire, visibilityTimeoutMs);
  let nextBeat = setTimeout(startBeat, beatMs);
  let beating = Promise.resolve();

  return {
    signal: lost.signal,
    async [Symbol.asyncDispose]() {
      end();
      await beating;
    },
  };

  function startBeat() {
    beating = beat();
  }

  async function beat() {
    const sentAt = clock();
    try {
      await extend(options, beatMs);
      if (ended) return;
      clearTimeout(expiry);
      // SQS counts from when the request arrived, which is not before it was sent.
      expiry = setTimeout(expire, sentAt + visibilityTimeoutMs - clock());
    } catch (error) {
      if (isPermanent(error)) lose("the queue no longer knows this delivery", error);
    }
    if (!ended) nextBeat = setTimeout(startBeat, Math.max(0, sentAt + beatMs - clock()));
  }

  function expire() {
    lose("its visibility timeout passed without a successful extension");
  }

  function lose(reason: string, cause?: unknown) {
    if (ended) return;
    end();
    lost.abort(new AssayError("lease_lost", { reason }, { cause }));
  }

  function end() {
    ended = true;
    clearTimeout(expiry);
    clearTimeout(nextBeat);
  }
}

/** One request that is given up before the next is due: a connection that hangs must not cost the lease. */
async function extend(options: LeaseOptions, timeoutMs: number): Promise<void> {
  const { sqs, delivery, visibilityTimeoutMs } = options;
  const givenUp = new AbortController();
  const timer = setTimeout(() => givenUp.abort(), timeoutMs);
  try {
    await changeVisibility(sqs, delivery, visibilityTimeoutMs / 1000, givenUp.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** The errors by which ChangeMessageVisibility says that trying again cannot help. */
const PERMANENT = new Set([
  "ReceiptHandleIsInvalid",
  "InvalidParameterValue",
  "MessageNotInflight",
  "QueueDoesNotExist",
]);

function isPermanent(error: unknown): boolean {
  // Over the JSON protocol the names carry a namespace: `AWS.SimpleQueueService.MessageNotInflight`.
  return error instanceof Error && PERMANENT.has(error.name.replace(/^.*[.#]/, ""));
}
