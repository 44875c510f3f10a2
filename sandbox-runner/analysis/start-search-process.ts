import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

/** What the process may use, so that no file makes it a burden for the host. */
export interface SearchLimits {
  /** Of computing, and so the same on a busy host; the kernel then ends the process with SIGXCPU. */
  readonly cpuSeconds: number;
  /** Of writable memory, RLIMIT_DATA; V8 itself reserves some 500 MiB of it. */
  readonly dataBytes: number;
}

export interface SearchChild {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly exited: Promise<SearchExit>;
  kill(): void;
}

export interface SearchExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what it had to say, for the logs. */
  readonly stderr: string;
}

const program = fileURLToPath(import.meta.resolve("./search-process.ts"));
const stderrCharacters = 1_000;

/** No files are written, no core is dumped; the hard limit ends what would ignore SIGXCPU. */
const limitAndExec =
  'ulimit -c 0 && ulimit -f 0 && ulimit -d "$1" && ulimit -S -t "$2" && ulimit -H -t "$3" && shift 3 && exec "$@"';

/** Starts the search process, which knows nothing of this one: no environment, no open files. */
export function startSearchProcess({ cpuSeconds, dataBytes }: SearchLimits): SearchChild {
  const limits = [Math.ceil(dataBytes / 1024), cpuSeconds, cpuSeconds + 2].map(String);
  const command = [process.execPath, "--max-old-space-size=128", program];
  const child = spawn("/bin/sh", ["-c", limitAndExec, "sh", ...limits, ...command], {
    stdio: ["pipe", "pipe", "pipe"],
    env: {},
    cwd: "/",
    // In a session of its own: Ctrl-C is for the runner, which ends it in order.
    detached: true,
  });
  // It may die while it is written to; its exit says so.
  child.stdin.on("error", () => undefined);
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    exited: exitOf(child),
    kill: () => void child.kill("SIGKILL"),
  };
}

function exitOf(child: ChildProcessByStdio<Writable, Readable, Readable>): Promise<SearchExit> {
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-stderrCharacters);
  });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: null, signal: null, stderr: error.message }));
    child.once("close", (code, signal) => resolve({ code, signal, stderr: stderr.trim() }));
  });
}
