import * as z from "zod";
import type { TestContext, TestFunction, TestVerdict } from "#core/grading/test-function.ts";
import { normalise } from "#core/templates/input-output/normalise.ts";
import { ProgramCommand, programCommandProblems } from "#core/templates/input-output/program-command.ts";
import { runProgram } from "#core/templates/input-output/run-program.ts";
import { InputLines, Text } from "#core/templates/input-output/text-parameter.ts";
import { messagesFor } from "#core/locales/messages.ts";

const Parameters = z.strictObject({
  inputs: InputLines,
  /** Absent means that the program must print nothing. */
  expected_output: Text.default(""),
  program_command: ProgramCommand,
  normalization: z.boolean().default(true),
});
type Parameters = z.infer<typeof Parameters>;

/** The program must exit with 0 and print exactly this: 100 or 0. */
export const expectOutput: TestFunction<typeof Parameters> = {
  name: "expect_output",
  asserts: "The program exits with 0 and prints `expected_output`, compared line for line.",
  parameters: Parameters,
  check: (parameters, languages) => programCommandProblems(parameters.program_command, languages),
  run,
};

async function run(context: TestContext, parameters: Parameters): Promise<TestVerdict> {
  const ran = await runProgram(context, parameters.program_command, parameters.inputs);
  if (!ran.ok) return ran.verdict;
  const { outcome } = ran;
  const say = messagesFor(context.locale).verdicts;
  const comparison = {
    expected: parameters.expected_output,
    actual: outcome.stdout.text,
    lines: parameters.normalization ? ("normalised" as const) : ("exact" as const),
  };
  if (outcome.stdout.truncated) {
    const message = say.outputTooLong({ capBytes: context.limits.outputBytes });
    return { score: 0, message, outcome, comparison };
  }
  const form = parameters.normalization ? normalise : (text: string) => text;
  const expected = form(comparison.expected);
  const actual = form(comparison.actual);
  if (actual === expected) return { score: 100, message: say.outputEqual(), outcome, comparison };
  const line = firstDifferingLine(expected, actual);
  const message = say.outputDiffers({ exact: !parameters.normalization, line });
  return { score: 0, message, outcome, comparison };
}

function firstDifferingLine(expected: string, actual: string): number {
  const expectedLines = expected.split("\n");
  const actualLines = actual.split("\n");
  const same = expectedLines.findIndex((line, index) => line !== actualLines[index]);
  return (same === -1 ? expectedLines.length : same) + 1;
}
