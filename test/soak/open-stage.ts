import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mountSmallDisk, type SmallDisk } from "#test/soak/agents/small-disk.ts";
import { startAgent, type SupervisedAgent } from "#test/soak/agents/supervised-agent.ts";
import { type FaultProxy, startFaultProxy } from "#test/soak/faults/proxy.ts";
import type { AgentName, Client } from "#test/soak/faults/schedule.ts";
import { publishAssignment } from "#test/soak/publish.ts";
import { rerouteLambdas } from "#test/soak/reroute-lambdas.ts";
import { settle } from "#test/soak/settle.ts";
import { type DeployedStack, deployedStack } from "#test/support/deployed.ts";

/** Two agents and a stack of their own, with a proxy before each that asks anything of it. */
export interface Stage extends AsyncDisposable {
  readonly stack: DeployedStack;
  readonly proxies: Readonly<Record<Client, FaultProxy>>;
  readonly agents: Readonly<Record<AgentName, SupervisedAgent>>;
  /** Of the second agent. */
  readonly disk: SmallDisk;
  /** Everything of the agents on disk is below it. */
  readonly dir: string;
  /** Of the agents, as this process reaches them. */
  readonly stateDirs: readonly string[];
}

const SLOTS = 6;
const PUBLICATION_PATIENCE_MS = 60_000;

/** `realEvery`: one of so many sandboxes is gVisor's. */
export async function openStage(realEvery: number): Promise<Stage> {
  await using opened = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), "assay-soak-"));
  opened.defer(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
  // What runsc becomes for its gofer has to reach the root file system in it.
  await chmod(dir, 0o755);
  const stack = opened.use(await deployedStack());
  await publishAssignment(stack);
  // What a Lambda is at work on while it is changed comes back after its visibility timeout, in an hour and a half.
  await settle(stack, PUBLICATION_PATIENCE_MS);
  const proxies = {
    first: opened.use(await startFaultProxy(stack.endpoint)),
    second: opened.use(await startFaultProxy(stack.endpoint)),
    lambdas: opened.use(await startFaultProxy(stack.endpoint)),
  };
  await rerouteLambdas(stack.endpoint, proxies.lambdas.origin);

  const plainDir = join(dir, "first");
  const mountedDir = join(dir, "second");
  await mkdir(plainDir);
  const disk = opened.use(await mountSmallDisk(mountedDir));
  const seenDir = disk.seenFromOutside(mountedDir);
  const start = (agent: AgentName, place: { stateDir: string; seenDir: string; enter: readonly string[] }) =>
    startAgent({
      origin: proxies[agent].origin,
      deployment: stack.deployment,
      slots: SLOTS,
      realEvery,
      ...place,
    });
  const first = opened.use(await start("first", { stateDir: plainDir, seenDir: plainDir, enter: [] }));
  const second = opened.use(await start("second", { stateDir: mountedDir, seenDir, enter: disk.enter }));
  const owned = opened.move();
  return {
    stack,
    proxies,
    agents: { first, second },
    disk,
    dir,
    stateDirs: [plainDir, seenDir],
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
