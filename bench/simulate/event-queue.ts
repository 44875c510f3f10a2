/** What happens next: a binary heap by time, and by order of arrival where times are equal. */
export interface EventQueue {
  at(atMs: number, happens: (nowMs: number) => void): void;
  /** Lets everything happen, until nothing is left. */
  run(): void;
}

interface Event {
  readonly atMs: number;
  readonly order: number;
  readonly happens: (nowMs: number) => void;
}

export function eventQueue(): EventQueue {
  const heap: Event[] = [];
  let order = 0;
  return {
    at(atMs, happens) {
      heap.push({ atMs, order: order++, happens });
      rise(heap, heap.length - 1);
    },
    run() {
      for (let next = take(heap); next !== undefined; next = take(heap)) next.happens(next.atMs);
    },
  };
}

function take(heap: Event[]): Event | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  heap[0] = last;
  sink(heap, 0);
  return first;
}

function rise(heap: Event[], from: number): void {
  for (let index = from, above = parent(index); index > 0; index = above, above = parent(index)) {
    if (!isBefore(heap[index], heap[above])) return;
    swap(heap, index, above);
  }
}

function sink(heap: Event[], from: number): void {
  for (let index = from; ;) {
    const [left, right] = [2 * index + 1, 2 * index + 2];
    const child = isBefore(heap[right], heap[left]) ? right : left;
    if (!isBefore(heap[child], heap[index])) return;
    swap(heap, index, child);
    index = child;
  }
}

function parent(index: number): number {
  return (index - 1) >> 1;
}

function isBefore(one: Event | undefined, other: Event | undefined): boolean {
  if (one === undefined) return false;
  if (other === undefined) return true;
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

function swap(heap: Event[], one: number, other: number): void {
  const [first, second] = [heap[one], heap[other]];
  if (first === undefined || second === undefined) return;
  [heap[one], heap[other]] = [second, first];
}
