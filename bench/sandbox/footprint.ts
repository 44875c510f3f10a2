import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Sandbox } from "#runner/sandbox/sandbox.ts";

const KiB = 1024;

/** What a sandbox's group of processes is charged for, without pages of files, which the kernel takes back. */
export async function anonymousBytes(sandbox: Sandbox): Promise<number> {
  const stat = await readFile(join(groupOf("memory", sandbox), "memory.stat"), "utf8");
  // `rss` of version 1 is what version 2 calls `anon`.
  return ["rss", "anon", "shmem"].reduce((sum, key) => sum + counter(stat, `^${key} (\\d+)$`), 0);
}

/** The proportional set size of its processes on the host: each page shared out among those that have it. */
export async function proportionalBytes(sandbox: Sandbox): Promise<number> {
  let bytes = 0;
  for (const pid of await processesOf(sandbox)) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8");
    bytes += counter(rollup, "^Pss: +(\\d+) kB$") * KiB;
  }
  return bytes;
}

/** Processor time of its processes on the host so far. */
export async function processorMs(sandbox: Sandbox): Promise<number> {
  let nanoseconds = 0;
  for (const pid of await processesOf(sandbox)) {
    for (const thread of await readdir(`/proc/${pid}/task`)) {
      // https://docs.kernel.org/scheduler/sched-stats.html: the time on a processor comes first.
      const stat = await readFile(`/proc/${pid}/task/${thread}/schedstat`, "utf8");
      nanoseconds += Number(stat.split(" ")[0]);
    }
  }
  return nanoseconds / 1e6;
}

async function processesOf(sandbox: Sandbox): Promise<readonly string[]> {
  const text = await readFile(join(groupOf("pids", sandbox), "cgroup.procs"), "utf8");
  return text.split("\n").filter(Boolean);
}

function groupOf(controller: string, { id, facts }: Sandbox): string {
  if (facts.limitsBy !== "cgroup")
    throw new Error("sandboxes without control groups cannot be measured: run it as root");
  const version1 = join("/sys/fs/cgroup", controller, "assay", id);
  return existsSync(version1) ? version1 : join("/sys/fs/cgroup/assay", id);
}

function counter(text: string, pattern: string): number {
  return Number(new RegExp(pattern, "m").exec(text)?.[1] ?? 0);
}
