import { readFileSync } from "node:fs";
import * as z from "zod";

/**
 * A process, told from a later one that was given the same number: `startTicks` is field 22
 * of `/proc/<pid>/stat`, proc_pid_stat(5), the clock ticks since boot at which it started.
 */
export const ProcessIdentity = z.strictObject({
  pid: z.int().min(2),
  startTicks: z.int().nonnegative(),
});
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/** Undefined when no such process runs; one that has ended and waits for its parent does not run. */
export function identify(pid: number): ProcessIdentity | undefined {
  const fields = statFields(pid);
  if (fields === undefined) return undefined;
  const [state, startTicks] = [fields[0], Number(fields[19])];
  return state === "Z" || state === "X" ? undefined : { pid, startTicks };
}

/** Whether this very process still runs. */
export function runs(process: ProcessIdentity): boolean {
  return identify(process.pid)?.startTicks === process.startTicks;
}

/** The fields after the command name, which stands in parentheses and may hold blanks and parentheses itself. */
function statFields(pid: number): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat
      .slice(stat.lastIndexOf(")") + 2)
      .trimEnd()
      .split(" ");
  } catch {
    return undefined;
  }
}
