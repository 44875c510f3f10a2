import type { Command, CommandLimits, SetupCommand } from "#core/assignment/assignment.ts";
import { AssayError } from "#core/errors.ts";
import { keepOutput, toFacts } from "#core/grading/keep-output.ts";
import type { SetupResult } from "#core/grading/result.ts";
import { type CommandOutcome, type SandboxPort, succeeded } from "#core/grading/sandbox-port.ts";
import type { Progress } from "#core/submission/status.ts";
import { printable } from "#core/submission/printable.ts";
import { type TimeBudget, TimeOver, withinBudget } from "#runner/grade/time-budget.ts";

export interface SetupInput {
  readonly commands: readonly SetupCommand[];
  readonly limits: CommandLimits;
  readonly budget: TimeBudget;
  readonly onProgress: (progress: Progress) => void;
  /** Told of each command that ran, also of the one that ends the setup. */
  readonly onRan: (result: SetupResult) => void;
}

/**
 * Runs the setup commands one after another and stops at the first that does not succeed,
 * with `setup_command_failed` or `setup_command_timeout`: what depends on it could only mislead.
 */
export async function runSetup(sandbox: SandboxPort, input: SetupInput): Promise<void> {
  const { commands, budget, onProgress, onRan } = input;
  const counted = withinBudget(sandbox, budget);
  for (const [done, { name, command }] of commands.entries()) {
    onProgress({ phase: "setup", done, total: commands.length, name });
    const step = { name, command: commandText(command) };
    const limits = limitsOf(step, input);
    const outcome = await counted.run({ command, stdin: new Uint8Array(), limits });
    onRan({
      name,
      facts: toFacts(outcome),
      stdout: keepOutput(outcome.stdout),
      stderr: keepOutput(outcome.stderr),
    });
    if (!succeeded(outcome)) throw setupError(step, outcome, limits);
  }
}

interface Step {
  readonly name: string;
  readonly command: string;
}

function limitsOf(step: Step, { budget, limits }: SetupInput): CommandLimits {
  try {
    return budget.cut(limits);
  } catch (error) {
    if (!(error instanceof TimeOver)) throw error;
    throw new AssayError("setup_command_timeout", { ...step, limitMs: budget.limitMs }, { cause: error });
  }
}

function setupError(step: Step, outcome: CommandOutcome, limits: CommandLimits): AssayError {
  if (outcome.timedOut !== null) {
    const limitMs = outcome.timedOut === "wall" ? limits.wallMs : limits.cpuMs;
    return new AssayError("setup_command_timeout", { ...step, limitMs });
  }
  return new AssayError("setup_command_failed", {
    ...step,
    ...(outcome.exitCode !== null && { exitCode: outcome.exitCode }),
    ...(outcome.signal !== null && { signal: outcome.signal }),
    ...(outcome.startError !== null && { detail: printable(outcome.startError) }),
  });
}

function commandText(command: Command): string {
  return printable("shell" in command ? command.shell : command.argv.join(" "));
}
