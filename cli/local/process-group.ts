import { setTimeout as delay } from "node:timers/promises";

const TERM_GRACE_MS = 5_000;
const POLL_INTERVAL_MS = 25;

/** Ends a process group: SIGTERM, and SIGKILL for whoever is left after 5 s. Resolves when it is gone. */
export async function stopProcessGroup(pid: number): Promise<void> {
  if (!signalGroup(pid, "SIGTERM")) return;
  const deadline = performance.now() + TERM_GRACE_MS;
  while (performance.now() < deadline) {
    if (!signalGroup(pid, 0)) return;
    await delay(POLL_INTERVAL_MS);
  }
  signalGroup(pid, "SIGKILL");
}

/** Whether there was anybody to signal. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
