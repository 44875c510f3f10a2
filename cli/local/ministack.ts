import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { assertPortIsFree, freePort } from "./free-port.ts";
import { signalGroup, stopProcessGroup } from "./process-group.ts";
import { readTail } from "./read-tail.ts";

export interface MiniStackOptions {
  /** The `ministack` program. */
  readonly binary: string;
  /** Directory of the `node` that runs the Lambdas; put first on MiniStack's PATH. */
  readonly nodeBin: string;
  /** A free port when absent. */
  readonly port?: number;
  /** Temporary files of MiniStack and of its Lambdas go below it. */
  readonly dataDir: string;
  readonly logFile: string;
  /** Leave it running when this process ends; stop it later with `stopProcessGroup(pid)`. */
  readonly detached?: boolean;
}

export interface MiniStack extends AsyncDisposable {
  readonly endpoint: string;
  /** Leader of its process group. */
  readonly pid: number;
  stop(): Promise<void>;
}

const HEALTH_DEADLINE_MS = 30_000;
const HEALTH_INTERVAL_MS = 50;

/**
 * Starts MiniStack on 127.0.0.1 and resolves when it answers its health URL.
 * It gets an environment of its own: whatever is in it leaks into every Lambda, and a host's `AWS_*` would win there.
 */
export async function startMiniStack(options: MiniStackOptions): Promise<MiniStack> {
  const port = options.port ?? (await freePort());
  await assertPortIsFree(port);
  const child = await launch(options, port);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`cannot start ${options.binary}: is MiniStack installed?`);

  const endpoint = `http://127.0.0.1:${port}`;
  const killAtExit = () => void signalGroup(pid, "SIGKILL");
  if (options.detached !== true) process.once("exit", killAtExit);
  const stop = async () => {
    process.off("exit", killAtExit);
    await stopProcessGroup(pid);
  };
  try {
    await waitUntilHealthy(endpoint, child, options.logFile);
  } catch (error) {
    await stop();
    throw error;
  }
  if (options.detached === true) child.unref();
  return { endpoint, pid, stop, [Symbol.asyncDispose]: stop };
}

async function launch(options: MiniStackOptions, port: number): Promise<ChildProcess> {
  const temporaryDir = join(options.dataDir, "tmp");
  await mkdir(temporaryDir, { recursive: true });
  // MiniStack's Lambda workers are CommonJS files named .js: below an ES module package they would not start.
  await writeFile(join(options.dataDir, "package.json"), "{}\n");
  await using log = await open(options.logFile, "a");
  const child = spawn(options.binary, [], {
    // A group of its own, so that its Lambda workers can be stopped with it.
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
    env: {
      PATH: `${options.nodeBin}:/usr/local/bin:/usr/bin:/bin`,
      HOME: options.dataDir,
      LANG: "C.UTF-8",
      TMPDIR: temporaryDir,
      BIND_HOST: "127.0.0.1",
      MINISTACK_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      IOT_MTLS_ENABLED: "0",
    },
  });
  child.once("error", () => {});
  return child;
}

async function waitUntilHealthy(endpoint: string, child: ChildProcess, logFile: string): Promise<void> {
  const deadline = AbortSignal.timeout(HEALTH_DEADLINE_MS);
  while (!deadline.aborted) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`MiniStack ended at once:\n${await readTail(logFile)}`);
    }
    if (await answers(`${endpoint}/_ministack/health`, deadline)) return;
    await delay(HEALTH_INTERVAL_MS);
  }
  throw new Error(`MiniStack is not healthy after ${HEALTH_DEADLINE_MS} ms:\n${await readTail(logFile)}`);
}

async function answers(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { signal });
    return response.ok;
  } catch {
    return false;
  }
}
