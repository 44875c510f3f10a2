import { join } from "node:path";
import type { Settings } from "#cli/settings.ts";
import type { Deployment } from "#core/deployment.ts";
import { ensureEmulator, type Emulated } from "./ensure-emulator.ts";
import { deployLocally } from "./deploy.ts";
import { runs } from "./process-identity.ts";
import { startRunner } from "./runner-process.ts";
import { readSession, type Session, writeSession } from "./session.ts";
import { sweep } from "./stop-processes.ts";
import { deploymentMarks, stopRunner, takeDown } from "./take-down.ts";
import { lockStack } from "./up-lock.ts";

export interface UpOptions {
  /** Of an emulator that runs already; one is started when absent. */
  readonly endpoint: string | undefined;
  /** Of the emulator to start; a free one when absent. */
  readonly port: number | undefined;
  /** As before when absent, at first the runner's own choice. */
  readonly slots: number | undefined;
  /** As before when absent, at first `stream`. */
  readonly injection: "stream" | "base64-exec" | undefined;
}

export interface BroughtUp {
  readonly session: Session;
  readonly deployment: Deployment;
  /** Nothing had to be started. */
  readonly unchanged: boolean;
}

type Report = (step: string) => void;

/**
 * Brings a local stack up to what was asked for: starts what is missing or dead, leaves alone what runs.
 * When it fails or is interrupted, everything that it started is stopped again.
 */
export async function bringUp(
  settings: Settings,
  options: UpOptions,
  report: Report,
  signal: AbortSignal,
): Promise<BroughtUp> {
  const { home } = settings;
  using held = new DisposableStack();
  held.use(lockStack(home.lockFile));
  held.use(killOnAbort(signal, () => sweep(deploymentMarks(home), 0)));
  let emulated: Emulated | undefined;
  try {
    signal.throwIfAborted();
    emulated = await ensureEmulator(settings, options, report);
    signal.throwIfAborted();
    const deployed = await ensureDeployment(settings, emulated.session, report);
    signal.throwIfAborted();
    const running = await ensureRunner(settings, options, deployed, report);
    signal.throwIfAborted();
    return {
      session: running.session,
      deployment: deployed.deployment,
      unchanged: !emulated.fresh && !running.fresh,
    };
  } catch (error) {
    if (emulated !== undefined) await undo(settings, emulated);
    signal.throwIfAborted();
    throw error;
  }
}

const KILL_INTERVAL_MS = 50;

/**
 * The CDK knows no signal, but when it is killed the deployment ends, and with it its caller.
 * Again and again, because it may not have been started yet.
 */
function killOnAbort(signal: AbortSignal, kill: () => Promise<unknown>): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const begin = () => (timer = setInterval(() => void kill(), KILL_INTERVAL_MS));
  signal.addEventListener("abort", begin);
  return {
    [Symbol.dispose]: () => {
      signal.removeEventListener("abort", begin);
      clearInterval(timer);
    },
  };
}

interface Deployed {
  readonly session: Session;
  readonly deployment: Deployment;
}

/** Deploys once for the life of an emulator; one that was emptied meanwhile no longer has our buckets. */
async function ensureDeployment(settings: Settings, session: Session, report: Report): Promise<Deployed> {
  const { home } = settings;
  const known = session.deployment;
  if (known !== undefined && (await hasBucket(session.endpoint, known.ResultsBucket))) {
    return { session, deployment: known };
  }
  report("deploying the stacks with the CDK");
  const deployment = await deployLocally({
    endpoint: session.endpoint,
    outDir: home.deployDir,
    logFile: join(home.deployDir, "cdk.log"),
  });
  await stopRunner(home, session);
  const { runner: _, ...rest } = session;
  const deployed = { ...rest, deployment };
  writeSession(home.sessionFile, deployed);
  return { session: deployed, deployment };
}

async function hasBucket(endpoint: string, bucket: string): Promise<boolean> {
  const response = await fetch(`${endpoint}/${bucket}`, { method: "HEAD" });
  return response.ok;
}

async function ensureRunner(
  settings: Settings,
  options: UpOptions,
  { session, deployment }: Deployed,
  report: Report,
): Promise<{ readonly session: Session; readonly fresh: boolean }> {
  const { home } = settings;
  const before = session.runnerSettings;
  const slots = options.slots ?? before?.slots;
  const injection = options.injection ?? before?.injection ?? "stream";
  const same = before?.slots === slots && before?.injection === injection;
  if (same && session.runner !== undefined && runs(session.runner)) return { session, fresh: false };

  report(`starting the runner (injection: ${injection})`);
  await stopRunner(home, session);
  let started: Session = {
    ...session,
    runnerSettings: { injection, ...(slots === undefined ? {} : { slots }) },
  };
  await startRunner(settings, { endpoint: session.endpoint, deployment, injection, slots }, (runner) => {
    started = { ...started, runner };
    writeSession(home.sessionFile, started);
  });
  return { session: started, fresh: true };
}

/** An emulator that ran before, and a runner that was left alone, keep running. */
async function undo(settings: Settings, emulated: Emulated): Promise<void> {
  const { home } = settings;
  if (emulated.fresh) {
    await takeDown(home);
    return;
  }
  const now = readSession(home.sessionFile);
  if (now === undefined || now.runner?.pid === emulated.session.runner?.pid) return;
  await stopRunner(home, now);
  const { runner: _, ...rest } = now;
  writeSession(home.sessionFile, rest);
}
