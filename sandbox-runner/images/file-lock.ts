import { type ChildProcessByStdio, spawn } from "node:child_process";
import { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { AssayError } from "#core/errors.ts";
import { orAborted } from "#runner/prepare/or-aborted.ts";

/** When it is disposed of, somebody else may have the lock. */
export type FileLock = AsyncDisposable;

/** Waits for a lock, flock(2). The file is made when it is not there, and stays. Rejects with the signal's reason. */
export async function lockFile(
  path: string,
  mode: "shared" | "exclusive",
  signal: AbortSignal,
): Promise<FileLock> {
  const lock = await hold([`--${mode}`, path], signal);
  if (lock === null) throw new Error(`${path} could not be locked`);
  return lock;
}

/** The exclusive lock, or null where anybody has one. */
export function tryLockFile(path: string): Promise<FileLock | null> {
  return hold(["--exclusive", "--nonblock", path], new AbortController().signal);
}

/**
 * A child has the lock, because Node has no call for it. It ends with its stdin: the kernel frees the lock whatever
 * becomes of this process.
 */
async function hold(args: readonly string[], signal: AbortSignal): Promise<FileLock | null> {
  const child = spawn("/usr/bin/flock", ["--no-fork", ...args, "/bin/sh", "-c", "echo; exec cat"], {
    stdio: ["pipe", "pipe", "ignore"],
    // In a session of its own: Ctrl-C must not free what sandboxes still use.
    detached: true,
  });
  child.stdin.on("error", () => undefined);
  const ended = endOf(child);
  const locked = new Promise<true>((resolve) => child.stdout.once("data", () => resolve(true)));
  try {
    if (!(await orAborted(Promise.race([locked, ended]), signal))) return null;
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  letGo(child);
  return {
    async [Symbol.asyncDispose]() {
      child.ref();
      child.stdin.end();
      await ended;
    },
  };
}

function endOf(child: ChildProcessByStdio<Writable, Readable, null>): Promise<false> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(unlocked(error)));
    child.once("exit", () => resolve(false));
  });
}

function unlocked(cause: Error): AssayError {
  const detail = `flock did not start (${cause.message}), and images need it: apt-get install -y util-linux`;
  return new AssayError("sandbox_unavailable", { detail }, { cause });
}

/** A lock is no reason for this process to stay alive. */
function letGo(child: ChildProcessByStdio<Writable, Readable, null>): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout]) if (stream instanceof Socket) stream.unref();
}
