import { setTimeout as delay } from "node:timers/promises";
import { timed } from "./sandbox/sample.ts";

/** How jobs come. Latency is from a job's arrival to the end of its sandbox. */
export interface Load {
  readonly name: string;
  play(job: () => Promise<void>, queue: Queue): Promise<Played>;
}

/** What is told of the queue that a load stands for. */
export interface Queue {
  waiting: boolean;
}

export interface Played {
  readonly latencyMs: readonly number[];
  readonly elapsedMs: number;
}

export const loads: readonly Load[] = [
  { name: "one after another", play: (job, queue) => slots(job, queue, { count: 1, jobs: 8 }) },
  { name: "two at a time", play: (job, queue) => slots(job, queue, { count: 2, jobs: 12 }) },
  { name: "one each 450 ms", play: (job) => arrivals(job, 6, 450) },
  { name: "burst of 8, two slots", play: (job, queue) => burst(job, queue, { count: 2, jobs: 8 }) },
  {
    name: "bursts of 2, two slots",
    play: (job, queue) => pairs(job, queue, { count: 2, everyMs: 600, bursts: 5 }),
  },
];

/** Steady: each slot takes its next job as soon as it is free. */
async function slots(
  job: () => Promise<void>,
  queue: Queue,
  { count, jobs }: { readonly count: number; readonly jobs: number },
): Promise<Played> {
  const latencyMs: number[] = [];
  let left = jobs;
  const elapsedMs = await timed(() =>
    Promise.all(
      Array.from({ length: count }, async () => {
        while (left-- > 0) {
          queue.waiting = left > 0;
          latencyMs.push(await timed(job));
        }
      }),
    ),
  );
  return { latencyMs, elapsedMs };
}

async function arrivals(job: () => Promise<void>, jobs: number, everyMs: number): Promise<Played> {
  const latencyMs: number[] = [];
  const elapsedMs = await timed(async () => {
    const running: Promise<unknown>[] = [];
    for (let at = 0; at < jobs; at++) {
      running.push(timed(job).then((ms) => latencyMs.push(ms)));
      await delay(everyMs);
    }
    await Promise.all(running);
  });
  return { latencyMs, elapsedMs };
}

/** Jobs for all slots come at once, and no more until they are done. */
async function pairs(
  job: () => Promise<void>,
  queue: Queue,
  { count, bursts, everyMs }: { readonly count: number; readonly bursts: number; readonly everyMs: number },
): Promise<Played> {
  const latencyMs: number[] = [];
  const elapsedMs = await timed(async () => {
    for (let at = 0; at < bursts; at++) {
      const next = delay(everyMs);
      const played = await slots(job, queue, { count, jobs: count });
      latencyMs.push(...played.latencyMs);
      await next;
    }
  });
  return { latencyMs, elapsedMs };
}

async function burst(
  job: () => Promise<void>,
  queue: Queue,
  size: { readonly count: number; readonly jobs: number },
): Promise<Played> {
  const arrivedAt = performance.now();
  const latencyMs: number[] = [];
  const { elapsedMs } = await slots(
    async () => {
      await job();
      latencyMs.push(performance.now() - arrivedAt);
    },
    queue,
    size,
  );
  return { latencyMs, elapsedMs };
}
