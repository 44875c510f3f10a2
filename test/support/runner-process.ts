import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { localAwsEnvironment } from "#cli/local/aws-environment.ts";
import type { Deployment } from "#core/deployment.ts";

const repository = resolve(import.meta.dirname, "../..");

type Line = Readonly<Record<string, unknown>>;

export interface RunnerProcess extends AsyncDisposable {
  readonly stateDir: string;
  /** Every line of its log so far. */
  readonly lines: readonly Line[];
  /** The first line, also of the past, in which every one of these fields has that value. Rejects when it exits. */
  line(fields: Line): Promise<Line>;
  kill(signal: NodeJS.Signals): void;
  /** The exit code, or null when a signal ended it; resolves when its output has been read too. */
  readonly exited: Promise<number | null>;
  readonly stderr: () => string;
  /** Ids of the processes of its sandboxes that live now. */
  sandboxProcesses(): readonly number[];
}

export interface RunnerOptions {
  readonly endpoint: string;
  readonly deployment: Deployment;
  readonly env?: Readonly<Record<string, string>>;
}

/** The real runner as a process of its own, taking jobs; disposing it ends it and removes its state. */
export async function startRunner(options: RunnerOptions): Promise<RunnerProcess> {
  const runner = await spawnRunner(options);
  await runner.line({ event: "runner.started" });
  return runner;
}

/** The same, not waited for. */
export async function spawnRunner({ endpoint, deployment, env }: RunnerOptions): Promise<RunnerProcess> {
  const stateDir = await mkdtemp(join(tmpdir(), "assay-runner-"));
  // What runsc becomes for its gofer has to reach the root file system in it.
  await chmod(stateDir, 0o755);
  const child = spawn(process.execPath, ["sandbox-runner/main.ts"], {
    cwd: repository,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      ...localAwsEnvironment(endpoint),
      ASSAY_RELEASES_BUCKET: deployment.ReleasesBucket,
      ASSAY_SUBMISSIONS_BUCKET: deployment.SubmissionsBucket,
      ASSAY_RESULTS_BUCKET: deployment.ResultsBucket,
      ASSAY_GRADING_QUEUE_URL: deployment.GradingQueueUrl,
      ASSAY_PUBLICATIONS_QUEUE_URL: deployment.PublicationsQueueUrl,
      ASSAY_REGRADING_QUEUE_URL: deployment.RegradingQueueUrl,
      ASSAY_STATE_DIR: stateDir,
      ASSAY_RUNSC: join(repository, ".tools/bin/runsc"),
      ASSAY_INIT: join(repository, ".tools/bin/assay-init"),
      ASSAY_SLOTS: "1",
      ASSAY_WARM: "0",
      // A poll that outlives a killed runner would swallow the next message.
      ASSAY_LONG_POLL_SECONDS: "1",
      ...env,
    },
  });
  return observe(child, stateDir);
}

function observe(child: ChildProcess, stateDir: string): RunnerProcess {
  const lines: Line[] = [];
  const waiting = new Set<() => void>();
  let stderr = "";
  const wake = () => waiting.forEach((look) => look());
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  if (child.stdout !== null) {
    createInterface(child.stdout).on("line", (line) => {
      lines.push(JSON.parse(line));
      wake();
    });
  }
  let over = false;
  const exited = once(child, "close").then(() => {
    over = true;
    wake();
    return child.exitCode;
  });
  return {
    stateDir,
    lines,
    exited,
    stderr: () => stderr,
    kill: (signal) => void child.kill(signal),
    sandboxProcesses: () => processesNaming(stateDir),
    line: (fields) =>
      new Promise((found, failed) => {
        const look = () => {
          const line = lines.find((each) =>
            Object.entries(fields).every(([key, value]) => each[key] === value),
          );
          if (line === undefined && !over) return;
          waiting.delete(look);
          if (line !== undefined) return found(line);
          failed(new Error(`the runner ended without ${JSON.stringify(fields)}: ${stderr}`));
        };
        waiting.add(look);
        look();
      }),
    async [Symbol.asyncDispose]() {
      // A poll that is cut off would swallow the next test's message.
      child.kill("SIGTERM");
      const impatience = setTimeout(() => child.kill("SIGKILL"), 3_000);
      await exited;
      clearTimeout(impatience);
      await rm(stateDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Processes whose command line names the state directory: runsc, its sentry and its gofer. */
function processesNaming(stateDir: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandLine(pid).includes(`=${stateDir}/`))
    .map(Number);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
