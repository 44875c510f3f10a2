import type { CommandLimits } from "#core/assignment/assignment.ts";
import { AssayError } from "#core/errors.ts";
import type { SandboxPort } from "#core/grading/sandbox-port.ts";

/**
 * The time that the commands of one grading may take together, and as much processor time: with many threads,
 * they could else take that of every processor for as long. Only they use it up: while a sandbox boots, a model
 * answers or something is judged, no time of it passes. So running out of it is no fault of the platform:
 * what is left to be run is worth nothing, and says why.
 */
export interface TimeBudget {
  readonly limitMs: number;
  /** The limits of one more command. Throws `TimeOver` when there is no time left for it. */
  cut(limits: CommandLimits): CommandLimits;
  /** The time of this work counts, also when it rejects. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Told of the processor time of each command. */
  spendCpu(ms: number): void;
}

/** Not to be confused with a `grading_timeout` of the sandbox, which is the platform's fault. */
export class TimeOver extends AssayError {
  constructor(limitMs: number) {
    super("grading_timeout", { limitMs });
  }
}

export function startBudget(limitMs: number, clock: () => number): TimeBudget {
  let wallLeftMs = limitMs;
  let cpuLeftMs = limitMs;
  return {
    limitMs,
    cut(limits) {
      if (wallLeftMs <= 0 || cpuLeftMs <= 0) throw new TimeOver(limitMs);
      return {
        ...limits,
        wallMs: Math.min(limits.wallMs, Math.ceil(wallLeftMs)),
        cpuMs: Math.min(limits.cpuMs, Math.ceil(cpuLeftMs)),
      };
    },
    async during(work) {
      const startedAt = clock();
      try {
        return await work();
      } finally {
        wallLeftMs -= clock() - startedAt;
      }
    },
    spendCpu(ms) {
      cpuLeftMs -= ms;
    },
  };
}

/** The same sandbox, in which no command outlives the budget. Reading files costs nothing of it. */
export function withinBudget(sandbox: SandboxPort, budget: TimeBudget): SandboxPort {
  return {
    run: async (request) => {
      const limits = budget.cut(request.limits);
      const outcome = await budget.during(() => sandbox.run({ ...request, limits }));
      budget.spendCpu(outcome.cpuMs);
      return outcome;
    },
    readFile: (path, capBytes) => sandbox.readFile(path, capBytes),
    ask: async (request) => {
      const leftMs = budget.cut(request.limits).wallMs;
      const { server, answerMs } = request;
      const cut = {
        ...request,
        server: { ...server, readyMs: Math.min(server.readyMs, leftMs) },
        answerMs: Math.min(answerMs, leftMs),
      };
      return await budget.during(() => sandbox.ask(cut));
    },
  };
}
