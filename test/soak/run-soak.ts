import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mountSmallDisk } from "#test/soak/agents/small-disk.ts";
import { startAgent } from "#test/soak/agents/supervised-agent.ts";
import { checkResults } from "#test/soak/check/check-results.ts";
import { leftOnHost, mountsBelow } from "#test/soak/check/left-on-host.ts";
import { faultInjector } from "#test/soak/faults/inject-faults.ts";
import { startFaultProxy } from "#test/soak/faults/proxy.ts";
import { faultSchedule, spacingFor } from "#test/soak/faults/schedule.ts";
import { feed } from "#test/soak/feed.ts";
import { publishAssignment } from "#test/soak/publish.ts";
import { rerouteLambdas } from "#test/soak/reroute-lambdas.ts";
import { settle } from "#test/soak/settle.ts";
import { deployedStack } from "#test/support/deployed.ts";

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
  /** Failed by the platform after all deliveries, with the attempt given back. */
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

const SLOTS = 6;

/** Two agents, a stack of their own, and everything that goes wrong between them. */
export async function runSoak({
  seed,
  length,
  realEvery,
  patienceMs,
  say,
}: SoakOptions): Promise<SoakReport> {
  await using cleanup = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), "assay-soak-"));
  cleanup.defer(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
  // What runsc becomes for its gofer has to reach the root file system in it.
  await chmod(dir, 0o755);

  say("deploying the stacks to an emulator");
  const stack = cleanup.use(await deployedStack());
  await publishAssignment(stack);
  const proxies = {
    first: cleanup.use(await startFaultProxy(stack.endpoint)),
    second: cleanup.use(await startFaultProxy(stack.endpoint)),
    lambdas: cleanup.use(await startFaultProxy(stack.endpoint)),
  };
  // What a Lambda is at work on is lost with it, and comes back in an hour and a half.
  await settle(stack, patienceMs);
  await rerouteLambdas(stack.endpoint, proxies.lambdas.origin);

  say("starting two agents");
  const [firstDir, secondDir] = [join(dir, "first"), join(dir, "second")];
  await mkdir(firstDir);
  const disk = cleanup.use(await mountSmallDisk(secondDir));
  const stateDirs = [firstDir, disk.seenFromOutside(secondDir)] as const;
  const common = { deployment: stack.deployment, slots: SLOTS, realEvery };
  const agents = {
    first: cleanup.use(
      await startAgent({
        ...common,
        origin: proxies.first.origin,
        stateDir: firstDir,
        stateDirFromOutside: stateDirs[0],
        enter: [],
      }),
    ),
    second: cleanup.use(
      await startAgent({
        ...common,
        origin: proxies.second.origin,
        stateDir: secondDir,
        stateDirFromOutside: stateDirs[1],
        enter: disk.enter,
      }),
    ),
  };

  say("uploading");
  const startedAt = performance.now();
  const poisoned: string[] = [];
  const injector = faultInjector({ stack, agents, proxies, disk, poisoned });
  const spacing = "jobs" in length ? spacingFor(length.jobs) : 25;
  const isOver = (uploaded: number) =>
    "jobs" in length ? uploaded >= length.jobs : performance.now() - startedAt > 60_000 * length.minutes;
  const uploads = await feed({
    stack,
    seed,
    more: (uploaded) => !isOver(uploaded),
    faults: faultSchedule(seed, spacing),
    injector,
  });
  await injector.end();
  say(`${uploads.length} uploaded, no faults any more; waiting for the queues to be empty`);
  const settled = await settle(stack, patienceMs);
  const seconds = (performance.now() - startedAt) / 1000;

  say("stopping the agents");
  const codes = await Promise.all([agents.first.stop(), agents.second.stop()]);
  const unclean = codes.filter((code) => code !== 0).map((code) => `an agent ended with ${code}`);
  const runIds = new Set([...agents.first.runIds, ...agents.second.runIds]);
  const left = [...unclean, ...leftOnHost({ dir, stateDirs, runIds }), ...mountsBelow(dir)];

  say("reading every result");
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

function sums(...tallies: readonly ReadonlyMap<string, number>[]): Readonly<Record<string, number>> {
  const sum: Record<string, number> = {};
  for (const tally of tallies) for (const [name, count] of tally) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}
