/** What the policy is told of the world. Times are milliseconds since the epoch. */
export interface CapacityFacts {
  readonly nowMs: number;
  readonly grading: QueueFacts;
  readonly regrading: QueueFacts;
  /** Hosts that were asked for: those that take jobs, and those that are starting. */
  readonly hosts: number;
  /** Undefined while too few jobs were measured. */
  readonly meanJobMs: number | undefined;
  readonly deadlines: readonly Deadline[];
}

export interface QueueFacts {
  /** Messages that nobody works on. */
  readonly waiting: number;
  /** Messages in the hands of a slot. */
  readonly inFlight: number;
  /** Of the oldest message that waits. Undefined when it is not known. */
  readonly oldestAgeMs?: number | undefined;
}

/** A due date of an assignment that takes submissions. */
export interface Deadline {
  readonly dueAtMs: number;
  /** How many students are expected, as the instructor said or as were seen so far. */
  readonly seats: number;
  /** The time before `dueAtMs` in which most of them submit. */
  readonly rushMs: number;
}
