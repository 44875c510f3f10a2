import { AssayError } from "#core/errors.ts";
import { describeFailure } from "#core/grading/describe-failure.ts";
import { type CommandOutcome, succeeded } from "#core/grading/sandbox-port.ts";
import type { TestContext, TestVerdict } from "#core/grading/test-function.ts";
import { type ProgramCommand, resolveProgramCommand } from "#core/templates/input-output/program-command.ts";

export type ProgramRun =
  | { readonly ok: true; readonly outcome: CommandOutcome }
  | { readonly ok: false; readonly verdict: TestVerdict };

/**
 * Runs the student's program on some lines of standard input. A program that does not exit with 0
 * earns nothing, whatever it printed before.
 */
export async function runProgram(
  context: TestContext,
  programCommand: ProgramCommand,
  lines: readonly string[],
): Promise<ProgramRun> {
  const command = context.language && resolveProgramCommand(programCommand, context.language);
  if (command === undefined) {
    throw new AssayError("release_unusable", {
      detail: `no program_command for ${context.language ?? "a submission without a language"}`,
    });
  }
  const { limits, locale } = context;
  const outcome = await context.sandbox.run({ command, stdin: encodeLines(lines), limits });
  if (succeeded(outcome)) return { ok: true, outcome };
  return { ok: false, verdict: { score: 0, message: describeFailure(outcome, { limits, locale }), outcome } };
}

/** Every line ends with a newline, also the last; no lines at all are still one, as in the reference system. */
function encodeLines(lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
}
