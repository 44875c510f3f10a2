/** What a pool knows when it may boot another member. */
export interface PoolState {
  /** Of the image that the next boot would be of. */
  readonly idle: number;
  /** Idle ones that it should have, of all images. */
  readonly target: number;
  readonly lent: number;
  /** What happened last: one was handed out, given back, booted, or died while it waited. */
  readonly event: "taken" | "returned" | "booted" | "died";
}

export type RefillPolicy = (state: PoolState) => boolean;

/**
 * Beside a running job a boot stretches that job, so it waits until none runs, or until the next of that image would
 * find none.
 */
export const refillWhenQuiet: RefillPolicy = ({ lent, idle }) => lent === 0 || idle === 0;

export interface Demand {
  /** Jobs that may run at the same time. */
  readonly slots: number;
  /** Whether another is to be had as soon as a slot is free. */
  readonly jobsWait: () => boolean;
}

/** The same, but while every slot works a next job is expected only where jobs wait. */
export function refillByDemand({ slots, jobsWait }: Demand): RefillPolicy {
  return (state) => refillWhenQuiet(state) && (state.lent < slots || jobsWait());
}
