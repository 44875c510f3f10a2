import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { PlatformError, UserError } from "#cli/errors.ts";
import type { Settings } from "#cli/settings.ts";
import { startMiniStack } from "./ministack.ts";
import { identify, runs } from "./process-identity.ts";
import { readSession, type Session, writeSession } from "./session.ts";
import { takeDown } from "./take-down.ts";

const ANSWER_DEADLINE_MS = 3_000;

export interface EmulatorOptions {
  /** Of an emulator that runs already; one is started when absent. */
  readonly endpoint: string | undefined;
  /** Of the emulator to start; a free one when absent. */
  readonly port: number | undefined;
}

export interface Emulated {
  readonly session: Session;
  /** Begun by this call: the session is new, with nothing deployed. */
  readonly fresh: boolean;
}

/** The emulator of the session if it lives, else a new session with the user's emulator or one of our own. */
export async function ensureEmulator(
  settings: Settings,
  options: EmulatorOptions,
  report: (step: string) => void,
): Promise<Emulated> {
  const { home } = settings;
  const before = readSession(home.sessionFile);
  if (before !== undefined) {
    if (await lives(before)) {
      refuseAnother(before, options);
      return { session: before, fresh: false };
    }
    report("the emulator of the last session is gone: clearing away what is left");
    await takeDown(home);
  }
  const session =
    options.endpoint === undefined
      ? await startOwn(settings, options.port, report)
      : await useGiven(options.endpoint);
  writeSession(home.sessionFile, session);
  return { session, fresh: true };
}

async function lives(session: Session): Promise<boolean> {
  return session.emulator === undefined ? await answers(session.endpoint) : runs(session.emulator);
}

function refuseAnother(session: Session, options: EmulatorOptions): void {
  const other =
    (options.endpoint !== undefined &&
      new URL(options.endpoint).origin !== new URL(session.endpoint).origin) ||
    (options.port !== undefined && String(options.port) !== new URL(session.endpoint).port);
  if (other) {
    throw new UserError(
      `a local stack is up on ${session.endpoint}: run 'assay down' before starting another`,
    );
  }
}

async function startOwn(
  settings: Settings,
  port: number | undefined,
  report: (step: string) => void,
): Promise<Session> {
  report("starting MiniStack");
  const { home } = settings;
  mkdirSync(home.dir, { recursive: true });
  const ministack = await startMiniStack({
    binary: settings.tools.ministack,
    nodeBin: dirname(process.execPath),
    dataDir: home.emulatorDir,
    logFile: home.emulatorLog,
    detached: true,
    ...(port === undefined ? {} : { port }),
  });
  const emulator = identify(ministack.pid);
  if (emulator === undefined) throw new PlatformError(`MiniStack ended at once (${home.emulatorLog})`);
  return { schema: 1, endpoint: ministack.endpoint, emulator };
}

async function useGiven(endpoint: string): Promise<Session> {
  if (!(await answers(endpoint))) {
    throw new PlatformError(
      `nothing answers at ${endpoint}: start the emulator first, or leave --endpoint out and one is started`,
    );
  }
  return { schema: 1, endpoint };
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    await fetch(endpoint, { signal: AbortSignal.timeout(ANSWER_DEADLINE_MS) });
    return true;
  } catch {
    return false;
  }
}
