import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface HostTraces {
  /** Everything of the soak on disk is below it. */
  readonly dir: string;
  /** State directories of agents, as this process reaches them. */
  readonly stateDirs: readonly string[];
  /** Parts of the names of all their sandboxes. */
  readonly runIds: ReadonlySet<string>;
}

/** What agents that have ended left behind: processes, control groups, files of sandboxes. One line each. */
export function leftOnHost({ dir, stateDirs, runIds }: HostTraces): readonly string[] {
  const controlGroups = ["memory/assay", "pids/assay", "cpu/assay", "assay"]
    .map((parent) => join("/sys/fs/cgroup", parent))
    .flatMap((parent) => (existsSync(parent) ? readdirSync(parent).map((name) => join(parent, name)) : []))
    .filter((path) => [...runIds].some((id) => path.includes(id)));
  const directories = stateDirs.flatMap((stateDir) => {
    const sandboxes = join(stateDir, "sandboxes");
    return (existsSync(sandboxes) ? readdirSync(sandboxes) : [])
      .filter((name) => name !== "probe.json")
      .map((name) => join(sandboxes, name));
  });
  return [
    ...processesOf(dir).map((process) => `process ${process}`),
    ...controlGroups.map((path) => `control group ${path}`),
    ...directories.map((path) => `directory ${path}`),
  ];
}

/** Mounts below a directory that this process sees. */
export function mountsBelow(dir: string): readonly string[] {
  const lines = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  return lines.filter((line) => line.includes(dir)).map((line) => `mount ${line}`);
}

/** Those whose command line or environment names the directory. */
function processesOf(dir: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter(
      (pid) => read(`/proc/${pid}/cmdline`).includes(`=${dir}`) || read(`/proc/${pid}/environ`).includes(dir),
    )
    .map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").slice(0, 200)}`);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
