import type { EventEmitter } from "node:events";
import { AssayError } from "#core/errors.ts";
import type { Lifecycle } from "#runner/consume/lifecycle.ts";

/** What ends, and when. */
export interface Drain extends Disposable {
  /** Aborted at the first signal: no new message may be taken. What is on its way is let finish. */
  readonly begun: AbortSignal;
  /** Aborted when the grace is over: running jobs are given back to the queue, and nothing is waited for. */
  readonly over: AbortSignal;
}

export interface DrainOptions {
  /** Emits `SIGTERM` and `SIGINT`; the process itself, but in tests. */
  readonly process: EventEmitter;
  readonly lifecycle: Lifecycle;
  readonly graceMs: number;
}

/**
 * The first SIGTERM or SIGINT drains; a second one, or the end of the grace period, returns the running jobs.
 * ECS sends SIGKILL after the task's `stopTimeout`, so the grace must be shorter than that.
 */
export function drainOnSignal(options: DrainOptions): Drain {
  const begun = new AbortController();
  const over = new AbortController();
  let grace: NodeJS.Timeout | undefined;

  options.process.on("SIGTERM", onSignal);
  options.process.on("SIGINT", onSignal);

  return {
    begun: begun.signal,
    over: over.signal,
    [Symbol.dispose]() {
      clearTimeout(grace);
      options.process.off("SIGTERM", onSignal);
      options.process.off("SIGINT", onSignal);
    },
  };

  function onSignal() {
    if (!options.lifecycle.advance("draining")) return returnJobs();
    begun.abort();
    grace = setTimeout(returnJobs, options.graceMs);
  }

  function returnJobs() {
    clearTimeout(grace);
    over.abort(new AssayError("lease_lost", { reason: "this runner is shutting down" }));
  }
}
