/** How much is measured. */
export interface Effort {
  readonly lifecycles: number;
  readonly commands: number;
  /** Of a small one; a large one has fewer. */
  readonly injections: number;
  readonly assets: number;
  readonly idleSandboxes: number;
  readonly idleMs: number;
  readonly jobRounds: number;
  /** In each round, every way of running jobs has the machine for so long, at each number of jobs at a time. */
  readonly jobTurnMs: number;
}

export const full: Effort = {
  lifecycles: 20,
  commands: 40,
  injections: 30,
  assets: 12,
  idleSandboxes: 50,
  idleMs: 20_000,
  jobRounds: 3,
  jobTurnMs: 5_000,
};

/** Shows that everything can be measured; its numbers mean nothing. */
export const quick: Effort = {
  lifecycles: 1,
  commands: 1,
  injections: 1,
  assets: 1,
  idleSandboxes: 2,
  idleMs: 500,
  jobRounds: 1,
  jobTurnMs: 1,
};
