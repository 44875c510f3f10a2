import { spawn } from "node:child_process";
import { mkdirSync, openSync, closeSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { PlatformError } from "#cli/errors.ts";
import { localAwsEnvironment } from "./aws-environment.ts";
import type { Home } from "./home.ts";
import { identify, type ProcessIdentity, runs } from "./process-identity.ts";
import { readTail } from "./read-tail.ts";
import type { Settings } from "#cli/settings.ts";
import type { Deployment } from "#core/deployment.ts";
import { eventNames } from "#core/telemetry.ts";

/** A runner that is told to stop waits for its polls, and nobody wants to wait for that at a prompt. */
const LONG_POLL_SECONDS = 1;
const START_DEADLINE_MS = 60_000;
const POLL_INTERVAL_MS = 25;

export interface RunnerOptions {
  readonly endpoint: string;
  readonly deployment: Deployment;
  readonly injection: "stream" | "base64-exec";
  /** The runner chooses by the number of processors when absent. */
  readonly slots: number | undefined;
}

/**
 * Starts the runner as a process of its own that outlives this one, and resolves when it takes jobs.
 * `onStarted` is called as soon as there is a process, before it is waited for.
 */
export async function startRunner(
  settings: Settings,
  options: RunnerOptions,
  onStarted: (runner: ProcessIdentity) => void,
): Promise<void> {
  const { home } = settings;
  mkdirSync(home.runnerDir, { recursive: true });
  const log = openSync(home.runnerLog, "a");
  const logStart = statSync(home.runnerLog).size;
  const child = spawn(
    process.execPath,
    [...process.execArgv, join(settings.repository, "sandbox-runner/main.ts")],
    {
      cwd: settings.repository,
      detached: true,
      stdio: ["ignore", log, log],
      env: runnerEnvironment(settings, options),
    },
  );
  closeSync(log);
  child.once("error", () => {});
  child.unref();
  const runner = child.pid === undefined ? undefined : identify(child.pid);
  if (runner === undefined) throw new PlatformError(`cannot start the runner with ${process.execPath}`);
  onStarted(runner);
  await waitUntilItTakesJobs(home, runner, logStart);
}

/** The runner's whole environment: no credentials, profile or region of the user can reach it. */
function runnerEnvironment(settings: Settings, options: RunnerOptions): NodeJS.ProcessEnv {
  const { deployment } = options;
  return {
    PATH: settings.tools.path,
    HOME: settings.home.runnerDir,
    LANG: "C.UTF-8",
    ...localAwsEnvironment(options.endpoint),
    ASSAY_RELEASES_BUCKET: deployment.ReleasesBucket,
    ASSAY_SUBMISSIONS_BUCKET: deployment.SubmissionsBucket,
    ASSAY_RESULTS_BUCKET: deployment.ResultsBucket,
    ASSAY_GRADING_QUEUE_URL: deployment.GradingQueueUrl,
    ASSAY_PUBLICATIONS_QUEUE_URL: deployment.PublicationsQueueUrl,
    ASSAY_REGRADING_QUEUE_URL: deployment.RegradingQueueUrl,
    ASSAY_STATE_DIR: settings.home.runnerDir,
    ASSAY_RUNSC: settings.tools.runsc,
    ASSAY_INIT: settings.tools.init,
    ASSAY_INJECTION: options.injection,
    ASSAY_CGROUPS: "optional",
    ASSAY_LONG_POLL_SECONDS: String(LONG_POLL_SECONDS),
    ...(settings.imagesDir === undefined ? {} : { ASSAY_IMAGES_DIR: settings.imagesDir }),
    ...(options.slots === undefined ? {} : { ASSAY_SLOTS: String(options.slots) }),
  };
}

async function waitUntilItTakesJobs(home: Home, runner: ProcessIdentity, logStart: number): Promise<void> {
  const deadline = performance.now() + START_DEADLINE_MS;
  while (performance.now() < deadline) {
    const ended = !runs(runner);
    if ((await readFrom(home.runnerLog, logStart)).includes(`"${eventNames.runnerStarted}"`)) return;
    if (ended) {
      throw new PlatformError(
        `the runner ended at once (${home.runnerLog}; 'assay doctor' checks what it needs):\n${await readTail(home.runnerLog)}`,
      );
    }
    await delay(POLL_INTERVAL_MS);
  }
  throw new PlatformError(
    `the runner takes no jobs after ${START_DEADLINE_MS / 1000} s (${home.runnerLog}):\n${await readTail(home.runnerLog)}`,
  );
}

async function readFrom(file: string, offset: number): Promise<string> {
  await using handle = await open(file, "r");
  const { size } = await handle.stat();
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - offset), 0, size - offset, offset);
  return buffer.toString("utf8", 0, bytesRead);
}
