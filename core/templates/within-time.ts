import { createContext, Script } from "node:vm";
import { AssayError } from "#core/errors.ts";

const script = new Script("work()");

/**
 * Does some work that a student's text could make endless, and stops it when it has computed for `limitMs`: then
 * undefined. Where the host was too busy to let it compute so long, nobody can tell: `analysis_unavailable`.
 */
export function withinTime<T>(limitMs: number, work: () => T): { readonly value: T } | undefined {
  const done: { readonly value: T }[] = [];
  const before = process.threadCpuUsage();
  try {
    // The timer of a script also ends what it calls here.
    const context = createContext({ work: () => void done.push({ value: work() }) });
    script.runInContext(context, { timeout: limitMs });
  } catch (error) {
    if (!isTimeout(error)) throw error;
    const { user, system } = process.threadCpuUsage(before);
    const cpuMs = (user + system) / 1_000;
    // A host that gives it half of the time is as loaded as hosts may be.
    if (cpuMs >= limitMs / 2) return undefined;
    const detail = `it computed for ${Math.round(cpuMs)} ms of ${limitMs} ms: the host is overrun`;
    throw new AssayError("analysis_unavailable", { detail }, { cause: error });
  }
  return done[0];
}

/** It is an error of the other context, so no instance of ours. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === "object" &&
    error !== null &&
    "code" in error &&
    error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}
