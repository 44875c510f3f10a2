import { checkResults } from "#test/soak/check/check-results.ts";
import { leftOnHost, mountsBelow } from "#test/soak/check/left-on-host.ts";
import { faultInjector } from "#test/soak/faults/inject-faults.ts";
import { faultSchedule, spacingFor } from "#test/soak/faults/schedule.ts";
import { feed } from "#test/soak/feed.ts";
import { openStage, type Stage } from "#test/soak/open-stage.ts";
import { settle } from "#test/soak/settle.ts";

export interface SoakOptions {
  readonly seed: number;
  /** How long submissions are made. */
  readonly length: { readonly jobs: number } | { readonly minutes: number };
  /** One of so many sandboxes is gVisor's. */
  readonly realEvery: number;
  /** How long queues may take to be empty when faults have ended. */
  readonly patienceMs: number;
  /** Told what is going on. */
  readonly say: (text: string) => void;
}

export interface SoakReport {
  readonly seed: number;
  readonly jobs: number;
  /** From the first upload until every queue was empty. */
  readonly seconds: number;
  readonly jobsPerMinute: number;
  /** Submissions and messages without the one end that they deserve. */
  readonly lost: number;
  /** Results that were overwritten, attempts that were counted twice. */
  readonly double: number;
  /** Messages that nobody worked off. */
  readonly stuck: number;
  /** What agents left on this host. */
  readonly leftovers: number;
  /** Failed by the platform after all deliveries; the attempt may be taken again. */
  readonly givenUp: number;
  /** Uploads that an operator had to send again. */
  readonly redriven: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** How often each happened. */
  readonly faults: Readonly<Record<string, number>>;
  /** How deliveries were settled. */
  readonly settlements: Readonly<Record<string, number>>;
  readonly agentLives: number;
  readonly violations: readonly string[];
}

/** Plays it all, and looks at what came of every submission and of the host. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const { seed, length, patienceMs, say } = options;
  say("deploying the stacks to an emulator, starting two agents");
  await using stage = await openStage(options.realEvery);
  const { stack, agents } = stage;
  const poisoned: string[] = [];
  const injector = faultInjector({ ...stage, poisoned });

  say("uploading");
  const startedAt = performance.now();
  const uploads = await feed({
    stack,
    seed,
    more: until(length),
    faults: faultSchedule(seed, spacingFor(length)),
    injector,
  });
  await injector.end();
  say(`${uploads.length} uploaded, no faults any more; waiting for the queues to be empty`);
  const settled = await settle(stack, patienceMs);
  const seconds = (performance.now() - startedAt) / 1000;

  say("stopping the agents, reading every result");
  const left = await endAgents(stage);
  const checked = await checkResults(stack, uploads, poisoned);
  const stuck = Object.entries(settled.stuck).map(([queue, count]) => `${count} messages left in ${queue}`);
  return {
    seed,
    jobs: uploads.length,
    seconds: Math.round(seconds * 10) / 10,
    jobsPerMinute: Math.round((uploads.length / seconds) * 60),
    lost: checked.lost.length,
    double: checked.double.length,
    stuck: Object.values(settled.stuck).reduce((sum, count) => sum + count, 0),
    leftovers: left.length,
    givenUp: checked.givenUp,
    redriven: settled.redriven,
    outcomes: checked.outcomes,
    faults: Object.fromEntries(injector.counts),
    settlements: sums(agents.first.settlements, agents.second.settlements),
    agentLives: agents.first.lives() + agents.second.lives(),
    violations: [...checked.lost, ...checked.double, ...stuck, ...left],
  };
}

/** Whether another submission is to be made, given how many there are. */
function until(length: SoakOptions["length"]): (uploaded: number) => boolean {
  if ("jobs" in length) return (uploaded) => uploaded < length.jobs;
  const end = performance.now() + 60_000 * length.minutes;
  return () => performance.now() < end;
}

/** What they leave behind. */
async function endAgents({ agents, dir, stateDirs }: Stage): Promise<readonly string[]> {
  const codes = await Promise.all([agents.first.stop(), agents.second.stop()]);
  const unclean = codes.filter((code) => code !== 0).map((code) => `an agent ended with ${code}`);
  const runIds = new Set([...agents.first.runIds, ...agents.second.runIds]);
  return [...unclean, ...leftOnHost({ dir, stateDirs, runIds }), ...mountsBelow(dir)];
}

function sums(...tallies: readonly ReadonlyMap<string, number>[]): Readonly<Record<string, number>> {
  const sum: Record<string, number> = {};
  for (const tally of tallies) for (const [name, count] of tally) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}
