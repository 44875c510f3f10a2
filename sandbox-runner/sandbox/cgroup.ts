import { mkdir, readdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
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
  readonly processes: () => Promise<readonly number[]>;
}

export type CgroupVersion = 1 | 2;

const mountPoint = "/sys/fs/cgroup";
const parent = "assay";

/** runsc's own threads are 26 when idle; a lower limit lets a fork bomb kill the sandbox instead of itself. */
const maxProcesses = 4_096;

/**
 * Without a group of its own for processor time, a sandbox would have as much of it as it has threads,
 * and one with many would make those beside it run into their wall times.
 */
const controllers = ["memory", "pids", "cpu"] as const;

/** All sandboxes together weigh as much as so many processes of the host, or its others would leave them one share. */
const processors = availableParallelism();

/** Null when this process may not make control groups that limit memory and processes and share the processors. */
export async function prepareCgroups(): Promise<CgroupVersion | null> {
  try {
    if (existsSync(join(mountPoint, "cgroup.controllers"))) {
      await enableControllers();
      await writeFile(join(mountPoint, parent, "cpu.weight"), String(Math.min(10_000, 100 * processors)));
      return 2;
    }
    for (const controller of controllers)
      await mkdir(join(mountPoint, controller, parent), { recursive: true });
    await writeFile(join(mountPoint, "cpu", parent, "cpu.shares"), String(1_024 * processors));
    return 1;
  } catch {
    return null;
  }
}

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
  await writeFile(join(pids, "pids.max"), String(maxProcesses));
  const joinFiles = directories.map((directory) => join(directory, "cgroup.procs"));
  return {
    joinFiles,
    oomKills: () => readCounter(join(memory, version === 1 ? "memory.oom_control" : "memory.events")),
    processes: () => readProcesses(pids),
  };
}

/** The names of the sandboxes that have one. */
export async function listCgroups(version: CgroupVersion): Promise<readonly string[]> {
  const directory = version === 1 ? join(mountPoint, "pids", parent) : join(mountPoint, parent);
  const entries = await readdir(directory, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
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
    for (const pid of await readProcesses(directory)) killProcess(pid);
    return false;
  }
}

function directoriesOf(version: CgroupVersion, name: string): readonly string[] {
  return [...new Set(controllers.map((controller) => directoryOf(version, controller, name)))];
}

function directoryOf(version: CgroupVersion, controller: (typeof controllers)[number], name: string): string {
  return version === 2 ? join(mountPoint, parent, name) : join(mountPoint, controller, parent, name);
}

async function enableControllers(): Promise<void> {
  await mkdir(join(mountPoint, parent), { recursive: true });
  const wanted = controllers.map((controller) => `+${controller}`).join(" ");
  await writeFile(join(mountPoint, "cgroup.subtree_control"), wanted).catch(async (error: unknown) => {
    if (!isCode(error, "EBUSY")) throw error;
    // In a container, the agent itself sits at the root of its view, where cgroup v2 wants no processes.
    await leaveRoot();
    await writeFile(join(mountPoint, "cgroup.subtree_control"), wanted);
  });
  await writeFile(join(mountPoint, parent, "cgroup.subtree_control"), wanted);
}

async function leaveRoot(): Promise<void> {
  const own = join(mountPoint, "assay-agent");
  await mkdir(own, { recursive: true });
  for (const pid of await readProcesses(mountPoint)) await writeFile(join(own, "cgroup.procs"), String(pid));
}

async function readProcesses(directory: string): Promise<readonly number[]> {
  const text = await readFile(join(directory, "cgroup.procs"), "utf8").catch(() => "");
  return text.split("\n").filter(Boolean).map(Number);
}

async function readCounter(path: string): Promise<number> {
  const text = await readFile(path, "utf8");
  return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0);
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!isCode(error, "ESRCH")) throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
