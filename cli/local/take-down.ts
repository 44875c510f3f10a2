import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PlatformError } from "#cli/errors.ts";
import { prepareCgroups } from "#runner/sandbox/prepare-cgroups.ts";
import { recover } from "#runner/sandbox/recover.ts";
import type { Home } from "./home.ts";
import type { ProcessIdentity } from "./process-identity.ts";
import { readSession, removeSession, type Session } from "./session.ts";
import { markedProcesses, type ProcessMarks, stopTree, sweep } from "./stop-processes.ts";

/** Jobs that run are given back to the queue by the runner; its sandboxes need some milliseconds each. */
const RUNNER_GRACE_MS = 5_000;
const EMULATOR_GRACE_MS = 500;
const SWEEP_DEADLINE_MS = 10_000;

export interface TakenDown {
  readonly runner: boolean;
  readonly emulator: boolean;
  /** Processes that neither of them put away: after a crash, mostly. */
  readonly leftovers: number;
}

/** Stops everything that `bringUp` started below this home, whatever state it is in. Doing it twice is fine. */
export async function takeDown(home: Home): Promise<TakenDown> {
  const session = readableSession(home);
  const runner = await stopRunner(home, session);
  const emulator = await stop(session?.emulator, EMULATOR_GRACE_MS);
  const leftovers = await sweep(stackMarks(home), SWEEP_DEADLINE_MS);
  const left = markedProcesses(stackMarks(home));
  if (left.length > 0) {
    throw new PlatformError(`these processes cannot be stopped: ${left.map(({ pid }) => pid).join(", ")}`);
  }
  await removeTraces(home);
  removeSession(home.sessionFile);
  return { runner, emulator, leftovers };
}

/** Of sandboxes whose runner, or whose `assay grade`, was killed; and what the emulator stored. */
async function removeTraces(home: Home): Promise<void> {
  const cgroups = await prepareCgroups().catch(() => null);
  for (const stateDirectory of [join(home.runnerDir, "sandboxes"), home.sandboxDir]) {
    if (existsSync(stateDirectory)) await recover({ stateDirectory, cgroups });
  }
  rmSync(home.emulatorDir, { recursive: true, force: true });
}

/** The runner alone, with its sandboxes; what it left behind is swept as after a crash. */
export async function stopRunner(home: Home, session: Session | undefined): Promise<boolean> {
  const stopped = await stop(session?.runner, RUNNER_GRACE_MS);
  await sweep(runnerMarks(home), SWEEP_DEADLINE_MS);
  return stopped;
}

/** By these a process is known as ours when its number was never written down. */
export function deploymentMarks(home: Home): ProcessMarks {
  return { environment: [`HOME=${home.deployDir}`] };
}

function runnerMarks(home: Home): ProcessMarks {
  return { environment: [`ASSAY_STATE_DIR=${home.runnerDir}`], sandboxesBelow: home.runnerDir };
}

function stackMarks(home: Home): ProcessMarks {
  const runner = runnerMarks(home);
  const others = [...deploymentMarks(home).environment, `HOME=${home.emulatorDir}`];
  return { ...runner, environment: [...runner.environment, ...others] };
}

async function stop(process: ProcessIdentity | undefined, graceMs: number): Promise<boolean> {
  return process !== undefined && (await stopTree(process, graceMs));
}

/** An unreadable session must not keep a stack alive: the marks find its processes without it. */
function readableSession(home: Home): Session | undefined {
  try {
    return readSession(home.sessionFile);
  } catch (error) {
    if (error instanceof PlatformError) return undefined;
    throw error;
  }
}
