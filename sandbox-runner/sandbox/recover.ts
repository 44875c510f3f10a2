import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type CgroupVersion, killProcess, listCgroups, removeCgroup } from "./cgroup.ts";
import {
  abandonedRunDirectories,
  removeRunDirectory,
  type RunDirectory,
  sandboxIdsOf,
} from "./run-directory.ts";
import { readSandboxState, stateRootOf } from "./runsc-host.ts";

/** How long a killed process may take to be gone. */
const goneDeadlineMs = 2_000;

/**
 * Takes away what agents left that were killed: their sentries, their control groups, their directories.
 * Returns how many sandboxes still lived.
 */
export async function recover(options: {
  readonly stateDirectory: string;
  readonly cgroups: CgroupVersion | null;
}): Promise<number> {
  let killed = 0;
  for (const run of await abandonedRunDirectories(options.stateDirectory)) {
    killed += await killSentries(run);
    if (options.cgroups !== null) await removeCgroups(options.cgroups, run);
    await removeRunDirectory(run);
  }
  return killed;
}

async function killSentries(run: RunDirectory): Promise<number> {
  let killed = 0;
  const directory = stateRootOf(run.path);
  const files = await readdir(directory).catch(() => []);
  for (const name of files.filter((name) => name.endsWith(".state"))) {
    const state = await readSandboxState(join(directory, name)).catch(() => null);
    if (state !== null && (await isSentry(state, directory))) {
      killProcess(state.pid);
      await gone(state, directory);
      killed += 1;
    }
  }
  return killed;
}

/** The id in a state file may long be another process's. */
async function isSentry(
  state: { readonly id: string; readonly pid: number },
  stateRoot: string,
): Promise<boolean> {
  const commandLine = await readFile(`/proc/${state.pid}/cmdline`, "utf8").catch(() => "");
  const words = commandLine.split("\0");
  return words.includes(`--root=${stateRoot}`) && words.includes(state.id);
}

async function gone(state: { readonly id: string; readonly pid: number }, stateRoot: string): Promise<void> {
  const deadline = performance.now() + goneDeadlineMs;
  while (performance.now() < deadline && (await isSentry(state, stateRoot))) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function removeCgroups(version: CgroupVersion, run: RunDirectory): Promise<void> {
  for (const name of await listCgroups(version)) {
    if (name.startsWith(sandboxIdsOf(run.runId))) await removeCgroup(version, name);
  }
}
