import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readSandboxState } from "#runner/sandbox/runsc-host.ts";

/** What the sandboxes of a state directory have on this host right now: processes, control groups, files. */
export interface Leftovers {
  readonly processes: readonly string[];
  readonly cgroups: readonly string[];
  readonly files: readonly string[];
}

export const nothingLeft: Leftovers = { processes: [], cgroups: [], files: [] };

/** Control groups are not below the state directory: they are looked for by the ids of the sandboxes. */
export function leftoversOf(stateDir: string, sandboxIds: readonly string[]): Leftovers {
  return {
    processes: processesNaming(stateDir),
    cgroups: sandboxIds.flatMap((id) => cgroupsOf(id)),
    files: existsSync(stateDir) ? readdirSync(stateDir).filter((name) => name !== "probe.json") : [],
  };
}

/** The sentries of a state directory, with their ids, as runsc's own state files tell them. */
export async function sentriesOf(
  stateDir: string,
): Promise<readonly { readonly id: string; readonly pid: number }[]> {
  const files = await readdir(stateDir, { recursive: true });
  return Promise.all(
    files.filter((name) => name.endsWith(".state")).map((name) => readSandboxState(join(stateDir, name))),
  );
}

export function lives(pid: number): boolean {
  try {
    // A zombie is dead, whoever has yet to reap it.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

function processesNaming(text: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((pid) => readOrEmpty(`/proc/${pid}/cmdline`).replaceAll("\0", " "))
    .filter((commandLine) => commandLine.includes("runsc") && commandLine.includes(text));
}

function cgroupsOf(id: string): readonly string[] {
  return ["memory/assay", "pids/assay", "cpu/assay", "assay"]
    .map((parent) => join("/sys/fs/cgroup", parent, id))
    .filter((directory) => existsSync(directory));
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
