import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { identify, type ProcessIdentity, runs } from "./process-identity.ts";
import { signalGroup } from "./process-group.ts";

const POLL_INTERVAL_MS = 20;

/**
 * Ends a process that was started as the leader of its group, and the group with it: SIGTERM to the leader,
 * so that it can put its children away in order, then SIGKILL to whoever is left.
 * A process that only has its number is left alone.
 */
export async function stopTree(leader: ProcessIdentity, graceMs: number): Promise<boolean> {
  if (!runs(leader)) return false;
  process.kill(leader.pid, "SIGTERM");
  const deadline = performance.now() + graceMs;
  while (runs(leader) && performance.now() < deadline) await delay(POLL_INTERVAL_MS);
  // While members of a group live, the kernel gives its number to no other process.
  signalGroup(leader.pid, "SIGKILL");
  while (runs(leader)) await delay(POLL_INTERVAL_MS);
  return true;
}

/**
 * Kills every process that carries one of these marks, until none is left:
 * what remains of a leader that was killed, or that was started and never recorded.
 */
export async function sweep(marks: ProcessMarks, deadlineMs: number): Promise<number> {
  const killed = new Set<number>();
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const found = markedProcesses(marks);
    for (const process of found) {
      killed.add(process.pid);
      kill(process.pid);
    }
    if (found.length === 0 || performance.now() > deadline) return killed.size;
    await delay(POLL_INTERVAL_MS);
  }
}

export interface ProcessMarks {
  /** Whole entries, e.g. `ASSAY_STATE_DIR=/…`. */
  readonly environment: readonly string[];
  /** Below this directory every `runsc` process is ours: it names it on its command line. */
  readonly sandboxesBelow?: string;
}

export function markedProcesses(marks: ProcessMarks): readonly ProcessIdentity[] {
  const wanted = new Set(marks.environment);
  return readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid)
    .filter(
      (pid) =>
        readList(`/proc/${pid}/environ`).some((entry) => wanted.has(entry)) ||
        isSandboxBelow(readList(`/proc/${pid}/cmdline`), marks.sandboxesBelow),
    )
    .map(identify)
    .filter((identity) => identity !== undefined);
}

function isSandboxBelow(words: readonly string[], directory: string | undefined): boolean {
  return (
    directory !== undefined &&
    words[0] !== undefined &&
    words[0].includes("runsc") &&
    words.some((word) => word.includes(`${directory}/`))
  );
}

/** NUL-separated; empty when the process is gone or is not ours to look at. */
function readList(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\0");
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself between being seen and being killed.
  }
}
