import type { CommandLimits } from "#core/assignment/assignment.ts";
import { AssayError } from "#core/errors.ts";
import type { SandboxPort } from "#core/grading/sandbox-port.ts";

/**
 * The time that the commands of one grading may take together, and as much processor time: with many threads,
 * they could else take that of every processor for as long. It is the student's program that uses it up,
 * so running out of it is no fault of the platform: what is left to be run is worth nothing, and says why.
 */
export interface TimeBudget {
  readonly limitMs: number;
  remainingMs(): number;
  /** The limits of one more command. Throws `TimeOver` when there is no time left for it. */
  cut(limits: CommandLimits): CommandLimits;
  /** Told of the processor time of each command. */
  spend(cpuMs: number): void;
}

/** Not to be confused with a `grading_timeout` of the sandbox, which is the platform's fault. */
export class TimeOver extends AssayError {
  constructor(limitMs: number) {
    super("grading_timeout", { limitMs });
  }
}

export function startBudget(limitMs: number, clock: () => number): TimeBudget {
  const endsAt = clock() + limitMs;
  let cpuLeftMs = limitMs;
  const remainingMs = () => Math.max(0, endsAt - clock());
  return {
    limitMs,
    remainingMs,
    cut(limits) {
      const leftMs = Math.ceil(remainingMs());
      if (leftMs === 0 || cpuLeftMs <= 0) throw new TimeOver(limitMs);
      return {
        ...limits,
        wallMs: Math.min(limits.wallMs, leftMs),
        cpuMs: Math.min(limits.cpuMs, Math.ceil(cpuLeftMs)),
      };
    },
    spend(cpuMs) {
      cpuLeftMs -= cpuMs;
    },
  };
}

/** The same sandbox, in which no command outlives the budget. Reading files costs nothing of it. */
export function withinBudget(sandbox: SandboxPort, budget: TimeBudget): SandboxPort {
  return {
    run: async (request) => {
      const outcome = await sandbox.run({ ...request, limits: budget.cut(request.limits) });
      budget.spend(outcome.cpuMs);
      return outcome;
    },
    readFile: (path, capBytes) => sandbox.readFile(path, capBytes),
    ask: async (request) => {
      const leftMs = budget.cut(request.limits).wallMs;
      const { server, answerMs } = request;
      return await sandbox.ask({
        ...request,
        server: { ...server, readyMs: Math.min(server.readyMs, leftMs) },
        answerMs: Math.min(answerMs, leftMs),
      });
    },
  };
}
