import type { CommandLimits } from "#core/assignment/assignment.ts";
import type { CommandOutcome } from "#core/grading/sandbox-port.ts";
import type { Locale } from "#core/locales/locale.ts";
import { messagesFor } from "#core/locales/messages.ts";

/** What a shell adds to a signal's number when a command of its own is ended by one, sh(1p) 2.8.2. */
const SHELL_SIGNAL_BASE = 128;

/** Signals by which programs crash, signal(7); others are not worth a guess from an exit code. */
const crashSignals: Readonly<Record<number, string>> = {
  4: "SIGILL",
  6: "SIGABRT",
  7: "SIGBUS",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  15: "SIGTERM",
  25: "SIGXFSZ",
};

/** Why a command did not succeed, from the facts alone and never from what it printed. */
export function describeFailure(
  outcome: CommandOutcome,
  { limits, locale }: { readonly limits: CommandLimits; readonly locale: Locale },
): string {
  const say = messagesFor(locale).verdicts;
  if (outcome.startError !== null) return say.notStarted({ detail: outcome.startError });
  if (outcome.timedOut === "wall") return say.outOfWallTime({ limitMs: limits.wallMs });
  if (outcome.timedOut === "cpu") return say.outOfCpuTime({ limitMs: limits.cpuMs });
  if (outcome.outOfMemory) return say.outOfMemory({ limitBytes: limits.memoryBytes });
  if (outcome.stdout.truncated || outcome.stderr.truncated) {
    return say.outputTooLong({ capBytes: limits.outputBytes });
  }
  if (outcome.signal !== null) return say.endedBySignal({ signal: outcome.signal });
  const exitCode = outcome.exitCode ?? -1;
  return say.exitCode({ exitCode, signal: crashSignals[exitCode - SHELL_SIGNAL_BASE] });
}
