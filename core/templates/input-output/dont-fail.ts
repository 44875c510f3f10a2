import * as z from "zod";
import type { TestContext, TestFunction, TestVerdict } from "#core/grading/test-function.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { ProgramCommand, programCommandProblems } from "#core/templates/input-output/program-command.ts";
import { runProgram } from "#core/templates/input-output/run-program.ts";
import { Text } from "#core/templates/input-output/text-parameter.ts";

const Parameters = z.strictObject({
  user_input: Text.nullish().transform((text) => text ?? ""),
  program_command: ProgramCommand,
  /** Documented so by the reference system, which then ignores it: the test would run without its input. */
  input: z.never({ error: "'input' is not read by dont_fail: name it user_input" }).optional(),
});
type Parameters = z.infer<typeof Parameters>;

/** The program must exit with 0 within its limits, whatever it prints: 100 or 0. */
export const dontFail: TestFunction<typeof Parameters> = {
  name: "dont_fail",
  asserts: "The program, given `user_input` as a line of input, exits with 0, whatever it prints.",
  parameters: Parameters,
  check: (parameters, languages) => programCommandProblems(parameters.program_command, languages),
  run,
};

async function run(context: TestContext, parameters: Parameters): Promise<TestVerdict> {
  const lines = parameters.user_input === "" ? [] : [parameters.user_input];
  const ran = await runProgram(context, parameters.program_command, lines);
  if (!ran.ok) return ran.verdict;
  return { score: 100, message: messagesFor(context.locale).verdicts.ranWell(), outcome: ran.outcome };
}
