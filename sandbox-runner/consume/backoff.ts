import { queueLimits } from "#core/limits.ts";

/** Of a slot that finds something ill: after 2, 4, 8, 16, 30, 30, … seconds it looks again. */
export function backoffSeconds(failures: number): number {
  return Math.min(2 ** failures, 30);
}

/**
 * When a job comes again, by the number of its deliveries: after 2, 16 and 128 s. A passing fault hardly delays a grade,
 * and one that lasts two minutes, as of a service of a region, costs no job its last delivery. After that one there is
 * nothing to wait for: the queue moves it to its dead letters.
 */
export function redeliverySeconds(receiveCount: number): number {
  return receiveCount < queueLimits.maxReceiveCount ? 2 * 8 ** (receiveCount - 1) : 0;
}
