import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * A control group that the agent makes for one sandbox, v1 or v2. runsc is started inside it rather than told to make
 * its own: it makes one of every controller, which costs a boot 25 to 45 ms, and takes the count of OOM kills
 * with it when it goes.
 */
export interface Cgroup {
  /** The files that a process writes its own id to in order to be inside. */
  readonly joinFiles: readonly string[];
  readonly oomKills: () => Promise<number>;
}

export type CgroupVersion = 1 | 2;

export const mountPoint = "/sys/fs/cgroup";
export const parent = "assay";

/** runsc's own threads are 26 when idle; a lower limit lets a fork bomb kill the sandbox instead of itself. */
const maxProcesses = 4_096;

/**
 * Without a group of its own for processor time, a sandbox would have as much of it as it has threads,
 * and one with many would make those beside it run into their wall times.
 */
export const controllers = ["memory", "pids", "cpu"] as const;

export async function createCgroup(
  version: CgroupVersion,
  options: { readonly name: string; readonly memoryBytes: number },
): Promise<Cgroup> {
  const { name, memoryBytes } = options;
  const directories = directoriesOf(version, name);
  for (const directory of directories) await mkdir(directory);
  const memory = directoryOf(version, "memory", name);
  const pids = directoryOf(version, "pids", name);
  await writeFile(join(memory, version === 1 ? "memory.limit_in_bytes" : "memory.max"), String(memoryBytes));
  await forbidSwap(version, memory, memoryBytes);
  await writeFile(join(pids, "pids.max"), String(maxProcesses));
  return {
    joinFiles: directories.map((directory) => join(directory, "cgroup.procs")),
    oomKills: () => readCounter(join(memory, version === 1 ? "memory.oom_control" : "memory.events")),
  };
}

/** On a host with swap, a program would otherwise become slow where it should end. Version 1 limits the sum of both. */
async function forbidSwap(version: CgroupVersion, directory: string, memoryBytes: number): Promise<void> {
  const file = join(directory, version === 1 ? "memory.memsw.limit_in_bytes" : "memory.swap.max");
  // A kernel that does not count swap has no such file.
  if (existsSync(file)) await writeFile(file, String(version === 1 ? memoryBytes : 0));
}

/** The names of the sandboxes that have one, of whichever controller: who was killed may not have made or removed all. */
export async function listCgroups(version: CgroupVersion): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const directory of directoriesOf(version, ".")) {
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      if (entry.isDirectory()) names.add(entry.name);
    }
  }
  return [...names];
}

/** Kills what is left inside, and waits until the kernel lets the group go. */
export async function removeCgroup(version: CgroupVersion, name: string): Promise<void> {
  const directories = directoriesOf(version, name);
  for (let attempt = 0; attempt < 200; attempt++) {
    const left = await Promise.all(directories.map((directory) => removeDirectory(directory)));
    if (left.every((gone) => gone)) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`processes are left in the control group ${name}`);
}

async function removeDirectory(directory: string): Promise<boolean> {
  try {
    await rmdir(directory);
    return true;
  } catch (error) {
    if (isCode(error, "ENOENT")) return true;
    await killAll(directory);
    return false;
  }
}

/** The kernel kills at once what forks, and what this process cannot see; version 1, and kernels before 5.14, cannot. */
async function killAll(directory: string): Promise<void> {
  const file = join(directory, "cgroup.kill");
  if (existsSync(file)) return await writeFile(file, "1").catch(unless("ENOENT", "ENODEV"));
  for (const pid of await readProcesses(directory)) killProcess(pid);
}

function directoriesOf(version: CgroupVersion, name: string): readonly string[] {
  return [...new Set(controllers.map((controller) => directoryOf(version, controller, name)))];
}

function directoryOf(version: CgroupVersion, controller: (typeof controllers)[number], name: string): string {
  return version === 2 ? join(mountPoint, parent, name) : join(mountPoint, controller, parent, name);
}

export async function readProcesses(directory: string): Promise<readonly number[]> {
  const text = await readFile(join(directory, "cgroup.procs"), "utf8").catch(() => "");
  return text.split("\n").filter(Boolean).map(Number);
}

async function readCounter(path: string): Promise<number> {
  const text = await readFile(path, "utf8");
  return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0);
}

/** What cannot be seen from here is listed as 0, which to kill() means the caller and its group. */
export function killProcess(pid: number): void {
  if (pid === 0) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    unless("ESRCH")(error);
  }
}

/** Throws what is none of these. */
export function unless(...codes: readonly string[]): (error: unknown) => void {
  return (error) => {
    if (!codes.some((code) => isCode(error, code))) throw error;
  };
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
