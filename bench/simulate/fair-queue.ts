/** A standard queue of SQS whose messages have a group, as AWS describes its fairness. */
export interface FairQueue<Message> {
  readonly waiting: number;
  readonly inFlight: number;
  send(message: Message, group: string, atMs: number): void;
  receive(atMs: number): Received<Message> | undefined;
  remove(received: Received<Message>, atMs: number): void;
  /** Of the oldest message that nobody works on. */
  oldestAgeMs(atMs: number): number;
}

export interface Received<Message> {
  readonly message: Message;
  readonly group: string;
  readonly receivedAtMs: number;
}

/**
 * A group is noisy with more than this share of all messages in flight, and so many of its own, or with more than
 * this share of the recent time of consumers. Messages of quiet groups come first, the oldest before the others; of
 * several noisy groups, that with the fewest in flight. A group is quiet again when nothing of it waits.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html
 */
const NOISY_SHARE = 0.1;
const NOISY_IN_FLIGHT = 30;
/** AWS says "recent" and no number, beside the five minutes after which a silent group is quiet again. */
const RECENT_MS = 5 * 60_000;

interface Group<Message> {
  readonly waiting: { readonly message: Message; readonly order: number; readonly sentAtMs: number }[];
  next: number;
  inFlight: number;
  /** Of consumers, fading by e in `RECENT_MS`. */
  workedMs: number;
  workedAtMs: number;
}

export function fairQueue<Message>(options: { readonly fair: boolean }): FairQueue<Message> {
  const groups = new Map<string, Group<Message>>();
  /** Groups of which something waits. */
  const pending = new Map<string, Group<Message>>();
  let order = 0;
  let waiting = 0;
  let inFlight = 0;
  let workedMs = 0;
  let workedAtMs = 0;

  return {
    get waiting() {
      return waiting;
    },
    get inFlight() {
      return inFlight;
    },
    send(message, name, atMs) {
      const group = groups.get(name) ?? { waiting: [], next: 0, inFlight: 0, workedMs: 0, workedAtMs: 0 };
      groups.set(name, group);
      pending.set(name, group);
      group.waiting.push({ message, order: order++, sentAtMs: atMs });
      waiting++;
    },
    receive(atMs) {
      const chosen = choose(atMs);
      const head = chosen && chosen[1].waiting[chosen[1].next];
      if (chosen === undefined || head === undefined) return undefined;
      const [name, group] = chosen;
      group.next++;
      if (group.next === group.waiting.length) pending.delete(name);
      group.inFlight++;
      waiting--;
      inFlight++;
      return { message: head.message, group: name, receivedAtMs: atMs };
    },
    remove({ group: name, receivedAtMs }, atMs) {
      const group = groups.get(name);
      if (group === undefined) return;
      group.inFlight--;
      inFlight--;
      group.workedMs = faded(group.workedMs, group.workedAtMs, atMs) + (atMs - receivedAtMs);
      group.workedAtMs = atMs;
      workedMs = faded(workedMs, workedAtMs, atMs) + (atMs - receivedAtMs);
      workedAtMs = atMs;
    },
    oldestAgeMs(atMs) {
      let oldest = atMs;
      for (const group of pending.values()) oldest = Math.min(oldest, headOf(group)?.sentAtMs ?? atMs);
      return atMs - oldest;
    },
  };

  function choose(atMs: number): [string, Group<Message>] | undefined {
    let best: [string, Group<Message>] | undefined;
    let bestRank = Infinity;
    for (const entry of pending) {
      const group = entry[1];
      const age = headOf(group)?.order ?? order;
      if (age >= bestRank) continue;
      const noisy = options.fair && isNoisy(group, atMs);
      // Quiet before noisy; among quiet the oldest; among noisy the fewest in flight, then the oldest.
      const rank = noisy ? (1 + group.inFlight) * 1e9 + age : age;
      if (rank < bestRank) [best, bestRank] = [entry, rank];
    }
    return best;
  }

  function isNoisy(group: Group<Message>, atMs: number): boolean {
    const crowds = group.inFlight >= NOISY_IN_FLIGHT && group.inFlight > NOISY_SHARE * inFlight;
    const all = faded(workedMs, workedAtMs, atMs);
    return crowds || faded(group.workedMs, group.workedAtMs, atMs) > NOISY_SHARE * all;
  }
}

function headOf<Message>(group: Group<Message>) {
  return group.waiting[group.next];
}

function faded(amount: number, sinceMs: number, atMs: number): number {
  return amount * Math.exp(-(atMs - sinceMs) / RECENT_MS);
}
