/** What is known of the protection of this task. Times are of one monotonic clock, in milliseconds. */
export interface ProtectionState {
  /** Since when slots have worked, or since when none has. */
  readonly busy: boolean;
  readonly since: number;
  /** When the protection that was granted last ends; in the past when there is none. */
  readonly protectedUntil: number;
  /** No request before this: the last one failed. */
  readonly notBefore: number;
}

export type ProtectionStep =
  | { readonly kind: "ask"; readonly protect: boolean }
  | { readonly kind: "wait"; readonly ms: number }
  /** Until slots begin to work, there is nothing to do. */
  | { readonly kind: "rest" };

export const protectionTimes = {
  /** Work that takes less is not worth a request: the grace of a stop is longer. */
  settleMs: 1_000,
  /** Between two jobs of a stream of them. */
  lingerMs: 60_000,
  /** Short, because nobody takes it back when this process hangs. */
  grantedMs: 5 * 60_000,
  renewBeforeMs: 2 * 60_000,
  retryMs: 30_000,
} as const;

/**
 * When to ask ECS for protection and when to give it back: never more than three times a minute, whatever the jobs are like.
 * Protection is more than a guard: what scales in takes the tasks that are idle.
 */
export function nextStep(state: ProtectionState, now: number): ProtectionStep {
  const isProtected = now < state.protectedUntil;
  if (!state.busy && !isProtected) return { kind: "rest" };
  const due = state.busy ? dueOfBusy(state, isProtected) : state.since + protectionTimes.lingerMs;
  const wait = Math.max(due, state.notBefore) - now;
  return wait > 0 ? { kind: "wait", ms: wait } : { kind: "ask", protect: state.busy };
}

function dueOfBusy({ since, protectedUntil }: ProtectionState, isProtected: boolean): number {
  return isProtected ? protectedUntil - protectionTimes.renewBeforeMs : since + protectionTimes.settleMs;
}
