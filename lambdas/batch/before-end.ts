/** Of a Lambda's time, to give back what is not done. */
export const GIVE_BACK_MS = 3_000;

/** Aborted when a Lambda has just so much time left. */
export function startOfEnd(remainingMs: number): AbortSignal {
  return AbortSignal.timeout(Math.max(0, remainingMs - GIVE_BACK_MS));
}

/**
 * Work for as long as there is time. A Lambda that runs out of it is killed, and with it all that it took at once waits
 * for the visibility timeout of its queue. What is still under way goes on unobserved, as beside a second delivery.
 */
export async function beforeEnd(end: AbortSignal, work: () => Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(new Error(`not done ${GIVE_BACK_MS} ms before the end of the Lambda`));
  end.addEventListener("abort", stop, { once: true });
  if (end.aborted) stop();
  try {
    await (end.aborted ? promise : Promise.race([work(), promise]));
  } finally {
    end.removeEventListener("abort", stop);
  }
}
