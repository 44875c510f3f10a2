import type { Receive } from "#runner/consume/poll.ts";

/** Whether jobs wait in the queues, as far as this runner's own polls tell, which cost nothing more. */
export interface Backlog {
  readonly waiting: boolean;
  /** The same poll, looked on at. */
  watch(receive: Receive): Receive;
}

/** An answer that takes longer was waited for. In its region SQS answers within some tens of milliseconds. */
const AT_ONCE_MS = 150;

/** A message that was there when it was asked for is seldom the last; behind one that came later there is none. */
export function observeBacklog(clock: () => number): Backlog {
  let waiting = false;
  return {
    get waiting() {
      return waiting;
    },
    watch: (receive) => async (signal) => {
      const askedAt = clock();
      const delivery = await receive(signal);
      waiting = delivery !== undefined && clock() - askedAt < AT_ONCE_MS;
      return delivery;
    },
  };
}
