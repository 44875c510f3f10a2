import { readFile } from "node:fs/promises";
import type { SandboxSettings } from "#runner/sandbox/open-pool.ts";
import { bareJobs } from "./bare-jobs.ts";
import { type Contender, makeWork, phaseNames, type Phases, type Work } from "./contender.ts";
import { dockerJobs, openDocker } from "./docker-jobs.ts";
import type { Effort } from "./effort.ts";
import { runcJobs } from "./runc-jobs.ts";
import { median, rowOf } from "./sample.ts";
import { pooledJobs } from "./sandbox-jobs.ts";

export interface JobRow {
  readonly how: string;
  /** Jobs at a time. */
  readonly slots: number;
  readonly jobs: number;
  readonly jobsPerMinute: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Processor time of the whole machine for each job. */
  readonly cpuMs: number;
  /** Medians. */
  readonly phases: Phases;
}

export interface JobResults {
  readonly rows: readonly JobRow[];
  /** Why a way could not be measured. */
  readonly skipped: readonly string[];
}

interface Tally {
  readonly phases: Phases[];
  elapsedMs: number;
  cpuMs: number;
}

const concurrencies = [1, 2, 4];

/** Jobs per minute of each way of running them. The ways take turns. */
export async function jobsSideBySide(settings: SandboxSettings, effort: Effort): Promise<JobResults> {
  await using scope = new AsyncDisposableStack();
  const skipped: string[] = [];
  const docker = await openDocker().then(
    (opened) => scope.use(opened),
    (error: unknown) =>
      void skipped.push(`Docker: ${error instanceof Error ? error.message : String(error)}`),
  );
  const work = await makeWork();
  const rows: JobRow[] = [];
  for (const slots of concurrencies) {
    await using opened = new AsyncDisposableStack();
    const contenders = new Map<string, Contender>([
      ["bare processes", bareJobs],
      ["runc + init", opened.use(await runcJobs(settings))],
      ["Assay", opened.use(await pooledJobs(settings, slots))],
    ]);
    if (docker !== undefined) {
      contenders.set("Docker + runsc, ready", opened.use(await dockerJobs(docker, slots + 1)));
      contenders.set("Docker + runsc", opened.use(await dockerJobs(docker, 0)));
    }
    rows.push(...(await takeTurns(contenders, { work, slots, effort })));
  }
  return { rows, skipped };
}

async function takeTurns(
  contenders: ReadonlyMap<string, Contender>,
  { work, slots, effort }: { readonly work: Work; readonly slots: number; readonly effort: Effort },
): Promise<readonly JobRow[]> {
  const tallies = new Map<string, Tally>();
  for (let round = 0; round < effort.jobRounds; round++) {
    for (const [how, contender] of contenders) {
      const tally = tallies.get(how) ?? { phases: [], elapsedMs: 0, cpuMs: 0 };
      tallies.set(how, tally);
      await takeTurn(tally, () => contender.run(work), { slots, forMs: effort.jobTurnMs });
    }
  }
  return [...tallies].map(([how, tally]) => rowOfTally(how, slots, tally));
}

/** Each slot begins jobs until its time is over, and ends the last one. */
async function takeTurn(
  tally: Tally,
  job: () => Promise<Phases>,
  { slots, forMs }: { readonly slots: number; readonly forMs: number },
): Promise<void> {
  const cpuMs = await machineCpuMs();
  const startedAt = performance.now();
  const work = async () => {
    do tally.phases.push(await job());
    while (performance.now() < startedAt + forMs);
  };
  await Promise.all(Array.from({ length: slots }, work));
  tally.elapsedMs += performance.now() - startedAt;
  tally.cpuMs += (await machineCpuMs()) - cpuMs;
}

function rowOfTally(how: string, slots: number, { phases, elapsedMs, cpuMs }: Tally): JobRow {
  const latencies = phases.map((job) => phaseNames.reduce((sum, name) => sum + job[name], 0));
  const { p50Ms, p95Ms } = rowOf({ what: "job", how, ms: latencies });
  const medianOf = (name: keyof Phases) => median(phases.map((job) => job[name]));
  return {
    how,
    slots,
    jobs: phases.length,
    jobsPerMinute: Math.round((phases.length / elapsedMs) * 60_000),
    p50Ms,
    p95Ms,
    cpuMs: Math.round(cpuMs / phases.length),
    phases: {
      readyMs: medianOf("readyMs"),
      injectMs: medianOf("injectMs"),
      programsMs: medianOf("programsMs"),
      endMs: medianOf("endMs"),
    },
  };
}

/** USER_HZ, which is 100 on every Linux that runsc runs on. */
const msPerTick = 10;

/** Of all processors: user, nice, system, irq, softirq. proc_stat(5). */
async function machineCpuMs(): Promise<number> {
  const [, user, nice, system, , , irq, softirq] = (await readFile("/proc/stat", "utf8")).split(/\s+/, 8);
  return [user, nice, system, irq, softirq].reduce((sum, ticks) => sum + Number(ticks) * msPerTick, 0);
}
