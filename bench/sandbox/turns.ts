import { timed } from "./sample.ts";

/**
 * Milliseconds of each action. They take turns, so that a busy moment of the machine falls on all of them;
 * a first turn is not counted.
 */
export async function takeTurns(
  rounds: number,
  actions: readonly (() => Promise<unknown>)[],
): Promise<readonly (readonly number[])[]> {
  for (const action of actions) await action();
  const ms = actions.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, action] of actions.entries()) ms[at]?.push(await timed(action));
  }
  return ms;
}
