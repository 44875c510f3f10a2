import type { EventEmitter } from "node:events";
import { AssayError } from "#core/errors.ts";
import type { Lifecycle } from "#runner/consume/lifecycle.ts";

/** What ends, and when: polling at the first signal, running jobs when the grace is over. */
export interface Drain extends Disposable {
  /** Aborted when no new message may be taken. */
  readonly polling: AbortSignal;
  /** Aborted when running jobs must be given back to the queue. */
  readonly jobs: AbortSignal;
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
  const polling = new AbortController();
  const jobs = new AbortController();
  let grace: NodeJS.Timeout | undefined;

  options.process.on("SIGTERM", onSignal);
  options.process.on("SIGINT", onSignal);

  return {
    polling: polling.signal,
    jobs: jobs.signal,
    [Symbol.dispose]() {
      clearTimeout(grace);
      options.process.off("SIGTERM", onSignal);
      options.process.off("SIGINT", onSignal);
    },
  };

  function onSignal() {
    if (!options.lifecycle.advance("draining")) return returnJobs();
    polling.abort();
    grace = setTimeout(returnJobs, options.graceMs);
  }

  function returnJobs() {
    clearTimeout(grace);
    jobs.abort(new AssayError("lease_lost", { reason: "this runner is shutting down" }));
  }
}
