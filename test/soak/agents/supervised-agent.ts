import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { localAwsEnvironment } from "#cli/local/aws-environment.ts";
import type { Deployment } from "#core/deployment.ts";

const repository = join(import.meta.dirname, "../../..");

/** Short, so that jobs of agents that were killed come back soon, and longer than any job that is not slow. */
export const LEASE_SECONDS = 5;

export interface AgentOptions {
  /** Of its own proxy. */
  readonly origin: string;
  readonly deployment: Deployment;
  readonly stateDir: string;
  /** The state directory as this process reaches it. */
  readonly seenDir: string;
  /** Words before its command. */
  readonly enter: readonly string[];
  readonly slots: number;
  /** One of so many sandboxes is real. */
  readonly realEvery: number;
}

/** An agent that is started again whenever it ends, as ECS would. */
export interface SupervisedAgent extends AsyncDisposable {
  kill(signal: NodeJS.Signals): void;
  /** Calls once, when its log next says that a job is in the phase, or when it is next started. */
  atPhase(phase: "starting" | "injecting" | "running", callback: () => void): void;
  /** Ends it for good, and waits for it; the exit code of its last life. */
  stop(): Promise<number | null>;
  /** Of all its lives: parts of the names of its sandboxes. */
  readonly runIds: ReadonlySet<string>;
  readonly lives: () => number;
  /** How its jobs ended, by settlement. */
  readonly settlements: ReadonlyMap<string, number>;
  /** The last words of lives that nobody ended. */
  readonly complaints: readonly string[];
}

/** Resolves when its first life takes jobs. */
export async function startAgent(options: AgentOptions): Promise<SupervisedAgent> {
  const runIds = new Set<string>();
  const settlements = new Map<string, number>();
  const complaints: string[] = [];
  const waiting: { readonly phase: string; readonly callback: () => void }[] = [];
  const ready = Promise.withResolvers<void>();
  let lives = 0;
  const over = new AbortController();
  let child: ChildProcess;
  const die = () => void child.kill("SIGKILL");
  process.once("exit", die);
  const living = live();
  await ready.promise;

  return {
    runIds,
    settlements,
    complaints,
    lives: () => lives,
    kill: (signal) => void child.kill(signal),
    atPhase: (phase, callback) => void waiting.push({ phase, callback }),
    stop,
    async [Symbol.asyncDispose]() {
      over.abort();
      process.off("exit", die);
      die();
      await living;
    },
  };

  async function stop(): Promise<number | null> {
    over.abort();
    child.kill("SIGCONT");
    child.kill("SIGTERM");
    await living;
    return child.exitCode;
  }

  async function live(): Promise<void> {
    while (!over.signal.aborted) {
      lives += 1;
      child = spawnAgent(options);
      reach("starting");
      let lastWords = "";
      child.stderr?.on(
        "data",
        (chunk: Buffer) => (lastWords = `${lastWords}${chunk.toString()}`.slice(-2_000)),
      );
      if (child.stdout) createInterface(child.stdout).on("line", (line) => read(line));
      await once(child, "close");
      for (const id of await runIdsIn(options.seenDir)) runIds.add(id);
      if (child.exitCode !== 0 && child.exitCode !== null) {
        complaints.push(lastWords);
        // A host that cannot work is not asked again at once.
        await delay(1_000);
      }
    }
  }

  function read(line: string): void {
    const { event, phase, settlement } = JSON.parse(line);
    if (event === "runner.started") ready.resolve();
    if (event === "job.closed")
      settlements.set(settlement ?? "malformed", (settlements.get(settlement ?? "malformed") ?? 0) + 1);
    if (event === "soak.phase") reach(phase);
  }

  function reach(phase: string): void {
    const at = waiting.findIndex((each) => each.phase === phase);
    if (at !== -1) waiting.splice(at, 1)[0]?.callback();
  }
}

function spawnAgent({ origin, deployment, stateDir, enter, slots, realEvery }: AgentOptions): ChildProcess {
  const fixture = join(import.meta.dirname, "../fixtures/agent.ts");
  const [program, ...words] = [...enter, process.execPath, fixture, String(realEvery)];
  return spawn(program, words, {
    cwd: repository,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      ...localAwsEnvironment(origin),
      ASSAY_RELEASES_BUCKET: deployment.ReleasesBucket,
      ASSAY_SUBMISSIONS_BUCKET: deployment.SubmissionsBucket,
      ASSAY_RESULTS_BUCKET: deployment.ResultsBucket,
      ASSAY_GRADING_QUEUE_URL: through(origin, deployment.GradingQueueUrl),
      ASSAY_REGRADING_QUEUE_URL: through(origin, deployment.RegradingQueueUrl),
      ASSAY_PUBLICATIONS_QUEUE_URL: through(origin, deployment.PublicationsQueueUrl),
      ASSAY_STATE_DIR: stateDir,
      ASSAY_RUNSC: join(repository, ".tools/bin/runsc"),
      ASSAY_INIT: join(repository, ".tools/bin/assay-init"),
      ASSAY_SLOTS: String(slots),
      ASSAY_WARM: "1",
      ASSAY_VISIBILITY_TIMEOUT_SECONDS: String(LEASE_SECONDS),
      ASSAY_LONG_POLL_SECONDS: "1",
      ASSAY_LOG_LEVEL: "info",
    },
  });
}

/** The same queue, asked by way of a proxy. */
export function through(origin: string, queueUrl: string): string {
  return new URL(new URL(queueUrl).pathname, origin).href;
}

async function runIdsIn(stateDir: string): Promise<readonly string[]> {
  const names = await readdir(join(stateDir, "sandboxes")).catch(() => []);
  return names.filter((name) => name.startsWith("run-")).map((name) => name.slice("run-".length));
}
