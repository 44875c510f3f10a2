import { setTimeout as delay } from "node:timers/promises";

/** Asks until there is an answer, for what cannot be awaited: an object in S3, a process that goes away. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  deadlineMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`${what}: not after ${deadlineMs / 1000} s`);
    await delay(25);
  }
}
