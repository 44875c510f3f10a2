import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  type CgroupVersion,
  controllers,
  createCgroup,
  isCode,
  mountPoint,
  parent,
  readProcesses,
  removeCgroup,
  unless,
} from "./cgroup.ts";

/** Where the processes of a container go: beside the sandboxes, so that none is in a group that has groups. */
const agents = "assay-agent";
const enableControllers = controllers.map((controller) => `+${controller}`).join(" ");
const trialBytes = 16 * 1024 * 1024;
const trialDeadlineMs = 10_000;

/** All sandboxes together weigh as much as so many processes of the host, or its others would leave them one share. */
const processors = availableParallelism();

/**
 * Rejects when this process may not make control groups that limit memory and processes and share the processors,
 * or may move no process into them.
 */
export async function prepareCgroups(): Promise<CgroupVersion> {
  const version = existsSync(join(mountPoint, "cgroup.controllers")) ? 2 : 1;
  await (version === 2 ? prepareUnified() : prepareHierarchies());
  await tryJoining(version);
  return version;
}

async function prepareHierarchies(): Promise<void> {
  for (const controller of controllers) {
    const root = join(mountPoint, controller);
    if (!existsSync(join(root, "cgroup.procs"))) throw new Error(`no control groups are mounted at ${root}`);
    await mkdir(join(root, parent), { recursive: true });
  }
  await writeFile(join(mountPoint, "cpu", parent, "cpu.shares"), String(1_024 * processors));
}

async function prepareUnified(): Promise<void> {
  await mkdir(join(mountPoint, parent), { recursive: true });
  await enableAtRoot();
  await writeFile(join(mountPoint, parent, "cgroup.subtree_control"), enableControllers);
  await writeFile(join(mountPoint, parent, "cpu.weight"), String(Math.min(10_000, 100 * processors)));
}

/**
 * The root of the host may have processes and controllers both; what a container sees as the root is a group like any
 * other, where the agent itself is in the way: cgroups(7), "no internal processes". What starts there meanwhile, like
 * a check of the container's health, is moved by the next attempt.
 */
async function enableAtRoot(): Promise<void> {
  const subtreeControl = join(mountPoint, "cgroup.subtree_control");
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      await writeFile(subtreeControl, enableControllers);
      return;
    } catch (error) {
      if (!isCode(error, "EBUSY")) throw error;
      await leaveRoot();
    }
  }
  throw new Error(`${mountPoint} does not become free of processes`);
}

async function leaveRoot(): Promise<void> {
  const own = join(mountPoint, agents);
  await mkdir(own, { recursive: true });
  for (const pid of await readProcesses(mountPoint)) {
    await writeFile(join(own, "cgroup.procs"), String(pid)).catch(unless("ESRCH"));
  }
}

/**
 * A container that has the host's hierarchy mounted, but a namespace of its own, makes groups and sets their limits,
 * and may move no process into them: cgroups(7), "nsdelegate".
 */
async function tryJoining(version: CgroupVersion): Promise<void> {
  const name = `trial-${randomUUID()}`;
  try {
    const { joinFiles } = await createCgroup(version, { name, memoryBytes: trialBytes });
    const line = 'for file; do echo $$ >"$file" || exit; done';
    await promisify(execFile)("/bin/sh", ["-c", line, "sh", ...joinFiles], { timeout: trialDeadlineMs });
  } finally {
    await removeCgroup(version, name);
  }
}

/**
 * What the container that the agent runs in may have of memory, and its sandboxes with it; Infinity without a limit.
 * Node's own answer is of the group that the agent has moved to, which has none.
 */
export async function containerMemoryBytes(): Promise<number> {
  const limit = Number(await readFile(join(mountPoint, "memory.max"), "utf8").catch(() => "max"));
  return Math.min(Number.isNaN(limit) ? Infinity : limit, process.constrainedMemory() || Infinity);
}
