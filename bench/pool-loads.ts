import { setTimeout as delay } from "node:timers/promises";
import { timed } from "./sandbox/sample.ts";

/** How jobs come. Latency is from a job's arrival to the end of its sandbox. */
export interface Load {
  readonly name: string;
  play(job: () => Promise<void>): Promise<Played>;
}

export interface Played {
  readonly latencyMs: readonly number[];
  readonly elapsedMs: number;
}

export const loads: readonly Load[] = [
  { name: "one after another", play: (job) => slots(job, 1, 8) },
  { name: "two at a time", play: (job) => slots(job, 2, 12) },
  { name: "one each 450 ms", play: (job) => arrivals(job, 6, 450) },
  { name: "burst of 8, two slots", play: (job) => burst(job, 2, 8) },
];

/** Steady: each slot takes its next job as soon as it is free. */
async function slots(job: () => Promise<void>, count: number, jobs: number): Promise<Played> {
  const latencyMs: number[] = [];
  let left = jobs;
  const elapsedMs = await timed(() =>
    Promise.all(
      Array.from({ length: count }, async () => {
        while (left-- > 0) latencyMs.push(await timed(job));
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

async function burst(job: () => Promise<void>, count: number, jobs: number): Promise<Played> {
  const arrivedAt = performance.now();
  const latencyMs: number[] = [];
  const { elapsedMs } = await slots(
    async () => {
      await job();
      latencyMs.push(performance.now() - arrivedAt);
    },
    count,
    jobs,
  );
  return { latencyMs, elapsedMs };
}
