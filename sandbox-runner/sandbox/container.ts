import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { type Cgroup, createCgroup, removeCgroup } from "./cgroup.ts";
import { ociSpec, sharedMemoryBytes } from "./oci-spec.ts";
import {
  assetsOf,
  bundleOf,
  readSandboxState,
  type RunscHost,
  runscFlags,
  stateFilesOf,
} from "./runsc-host.ts";

export interface ContainerSize {
  readonly tmpBytes: number;
  readonly appBytes: number;
  /** For the student's processes; files in `/tmp` and `/app` come on top. */
  readonly memoryBytes: number;
}

/** A foreground `runsc run`, a child of this process, with init's pipes. */
export interface Container {
  readonly id: string;
  /** On the host; what is linked into it is seen inside at `mountedAssets`. */
  readonly assets: string;
  readonly host: RunscHost;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly cgroup: Cgroup | null;
  readonly exited: Promise<ContainerExit>;
  /** Looks up the sentry, the process to kill; it is known once init answers. */
  findSentry(): Promise<number>;
  /** Kills the sentry; `runsc run` then cleans up and exits, within some 8 ms. */
  kill(): void;
  /** Removes what an exited container left on the host. */
  remove(): Promise<void>;
}

export interface ContainerExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what runsc and init had to say. */
  readonly stderr: string;
}

/** What a sentry needs beside the memory of the student and the files in its tmpfs. */
const sentryBytes = 64 * 1024 * 1024;
const stderrCharacters = 4 * 1024;
/** A killed sentry is gone within milliseconds; later, `runsc run` is killed too. */
const exitDeadlineMs = 2_000;
const stateDeadlineMs = 2_000;
/** How long the last words of runsc are waited for, when something else holds its stderr. */
const closeDeadlineMs = 500;

/** Each argument before `--` is the `cgroup.procs` of a group to join; the rest is what to become. */
const joinAndExec = 'while [ "$1" != -- ]; do echo $$ >"$1" || exit 125; shift; done; shift; exec "$@"';

/** What a sandbox may take of the host at most. */
export function memoryBytesOf(size: ContainerSize): number {
  return size.memoryBytes + size.tmpBytes + size.appBytes + sharedMemoryBytes + sentryBytes;
}

export async function startContainer(host: RunscHost, id: string, size: ContainerSize): Promise<Container> {
  const { bundle, assets, cgroup } = await prepare(host, id, size).catch(async (error: unknown) => {
    await removeAll(host, id);
    throw error;
  });
  const command = [host.runscPath, ...runscFlags(host), "run", "--bundle", bundle, id];
  const child = spawn("/bin/sh", ["-c", joinAndExec, "sh", ...(cgroup?.joinFiles ?? []), "--", ...command], {
    stdio: ["pipe", "pipe", "pipe"],
    env: {},
    // In a session of its own: Ctrl-C is for the agent, which ends its sandboxes in order.
    detached: true,
  });
  const exited = exitOf(child);
  let sentryPid: number | undefined;
  return {
    id,
    assets,
    host,
    stdin: child.stdin,
    stdout: child.stdout,
    cgroup,
    exited,
    async findSentry() {
      sentryPid ??= await readSentryPid(stateFilesOf(host.runDirectory, id).state);
      return sentryPid;
    },
    kill() {
      // Init ends with its stdin, in case its sentry is not known.
      child.stdin.destroy();
      // The sentry's id is its own until runsc, its parent, has exited.
      if (child.exitCode !== null || child.signalCode !== null) return;
      if (sentryPid === undefined || !killProcess(sentryPid)) child.kill("SIGKILL");
      const timer = setTimeout(() => child.kill("SIGKILL"), exitDeadlineMs);
      void exited.then(() => clearTimeout(timer));
    },
    remove: () => removeAll(host, id),
  };
}

/** What has to be on the host before runsc starts. */
async function prepare(host: RunscHost, id: string, size: ContainerSize) {
  const bundle = bundleOf(host.runDirectory, id);
  await mkdir(bundle, { mode: 0o700 });
  const assets = assetsOf(host.runDirectory, id);
  await mkdir(assets, { mode: 0o755 });
  const spec = ociSpec({ id, root: host.root, assets, ...size });
  await writeFile(join(bundle, "config.json"), JSON.stringify(spec));
  const memoryBytes = memoryBytesOf(size);
  const cgroup = host.cgroups === null ? null : await createCgroup(host.cgroups, { name: id, memoryBytes });
  return { bundle, assets, cgroup };
}

async function removeAll(host: RunscHost, id: string): Promise<void> {
  const leftovers = Object.values(stateFilesOf(host.runDirectory, id));
  await Promise.all([
    rm(bundleOf(host.runDirectory, id), { recursive: true, force: true }),
    ...leftovers.map((path) => rm(path, { force: true })),
    host.cgroups === null ? undefined : removeCgroup(host.cgroups, id),
  ]);
}

/** runsc writes the file twice while it starts, in place: a reader may find it empty. */
async function readSentryPid(stateFile: string): Promise<number> {
  const deadline = performance.now() + stateDeadlineMs;
  for (;;) {
    try {
      return (await readSandboxState(stateFile)).pid;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(2);
    }
  }
}

function exitOf(child: ChildProcessByStdio<Writable, Readable, Readable>): Promise<ContainerExit> {
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-stderrCharacters);
  });
  return new Promise((resolve) => {
    const end = (code: number | null, signal: string | null) =>
      resolve({ code, signal, stderr: stderr.trim() });
    child.once("error", (error) => resolve({ code: null, signal: null, stderr: error.message }));
    child.once("close", end);
    child.once("exit", (code, signal) => setTimeout(end, closeDeadlineMs, code, signal).unref());
  });
}

function killProcess(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}
