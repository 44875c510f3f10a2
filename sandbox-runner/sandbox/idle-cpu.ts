const windowMs = 500;
/** The kernel counts in ticks of 10 ms: one stray tick makes a cool sandbox look hot, a hot one has no quiet window. */
const windows = 4;
/** Builds before 2026 burn 20 to 30 ms of processor time per second in an idle sandbox. */
export const hotMsPerSecond = 5;

export interface IdleClock {
  /** Processor time that the sandbox has used so far, in milliseconds. */
  readonly processorMs: () => Promise<number>;
  readonly wait: (ms: number) => Promise<unknown>;
}

/** Milliseconds of processor time per second in the quietest of a few windows; the first that is cool decides. */
export async function idleCpu({ processorMs, wait }: IdleClock): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let window = 0; window < windows && least > hotMsPerSecond; window++) {
    const before = await processorMs();
    await wait(windowMs);
    least = Math.min(least, ((await processorMs()) - before) / (windowMs / 1000));
  }
  return least;
}
