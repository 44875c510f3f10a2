/**
 * The life of a runner, one way only:
 *
 *   starting ──▶ ready ──▶ draining ──▶ stopped
 *       └──────────────────────▲
 *
 * - starting: clients, caches and the sandbox pool are being opened; no message is taken.
 * - ready: every slot polls or works.
 * - draining: no new message is taken; running jobs finish, or are returned when the grace is over.
 * - stopped: every slot has ended and every message was acknowledged, returned or left to its timeout.
 */
export type RunnerState = "starting" | "ready" | "draining" | "stopped";

const ORDER: readonly RunnerState[] = ["starting", "ready", "draining", "stopped"];

export interface Lifecycle {
  readonly state: RunnerState;
  /** Moves forward, skipping states where it must; returns whether it moved. It never goes back. */
  advance(to: RunnerState): boolean;
}

export function createLifecycle(onChange: (state: RunnerState) => void): Lifecycle {
  let state: RunnerState = "starting";
  return {
    get state() {
      return state;
    },
    advance(to) {
      if (ORDER.indexOf(to) <= ORDER.indexOf(state)) return false;
      state = to;
      onChange(state);
      return true;
    },
  };
}
