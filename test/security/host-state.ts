import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { leftoversOf } from "#test/support/sandbox-leftovers.ts";

/** What a grading must leave as it found it: on the host, and in the agent's own process. */
export interface HostState {
  readonly processes: readonly string[];
  readonly cgroups: readonly string[];
  readonly files: readonly string[];
  readonly descriptors: number;
}

export function hostState(stateDir: string, sandboxIds: readonly string[]): HostState {
  const { processes, cgroups } = leftoversOf(stateDir, sandboxIds);
  return {
    processes,
    cgroups,
    files: filesBelow(stateDir),
    descriptors: readdirSync("/proc/self/fd").length,
  };
}

/** The highest memory of this process beyond what it had, while something ran. */
export async function memoryGrowth<T>(work: () => Promise<T>): Promise<{ result: T; grownBytes: number }> {
  const before = inUse();
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, inUse());
  }, 5);
  try {
    const result = await work();
    return { result, grownBytes: peak - before };
  } finally {
    clearInterval(sampling);
  }
}

function inUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Without the root file system of the pool, which is there as long as the pool. */
function filesBelow(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length))
    .filter((path) => !/^\/[^/]+\/root\//.test(path))
    .sort();
}

/** The processes of this host whose command line or name holds a text. */
export function processesWith(text: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        return line.includes(text) ? [line] : [];
      } catch {
        return [];
      }
    });
}
