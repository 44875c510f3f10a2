/** What an operator may choose about the number of hosts; the defaults are `capacityDefaults`. */
export interface CapacitySettings {
  readonly minHosts: number;
  readonly maxHosts: number;
  /** Gradings at the same time on one host. */
  readonly slotsPerHost: number;
  /** How long a submission may wait for a slot. */
  readonly targetWaitMs: number;
  /** From the decision for a host until it takes jobs, at worst: so long before they are needed hosts are started. */
  readonly warmUpLeadMs: number;
  /** A number of hosts that was wanted this recently is kept. */
  readonly scaleInCoolDownMs: number;
  /** The last host stays so long after the last job. */
  readonly idleToZeroMs: number;
  /** By when a regrade of a whole course should be done. */
  readonly regradeWithinMs: number;
  /** Of one grading, until enough of them were measured. */
  readonly assumedJobMs: number;
}
