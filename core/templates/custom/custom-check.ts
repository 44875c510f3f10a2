import * as z from "zod";
import { Command } from "#core/assignment/assignment.ts";
import { RelativePath } from "#core/assignment/reading/relative-path.ts";
import type { CheckerRequest } from "#core/grading/checker-port.ts";
import type { CommandOutcome } from "#core/grading/sandbox-port.ts";
import type { TestContext, TestFunction, TestVerdict } from "#core/grading/test-function.ts";
import { gradingLimits } from "#core/limits.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { checkerAnswer } from "#core/templates/custom/checker-answer.ts";
import { describeUnread } from "#core/templates/input-output/describe-unread.ts";
import { ProgramCommand, programCommandProblems } from "#core/templates/input-output/program-command.ts";
import { runProgram } from "#core/templates/input-output/run-program.ts";
import { InputLines } from "#core/templates/input-output/text-parameter.ts";

/** Files of the student's program that one checker may be given. */
const OUTPUT_FILES = 10;

const Checker = z
  .union([z.string().trim().min(1), z.array(z.string()).min(1)], {
    error: "must be the checker's command: a string (run by sh) or a list of strings (run as it is)",
  })
  .meta({ title: "command" });

const Parameters = z.strictObject({
  inputs: InputLines,
  program_command: ProgramCommand,
  checker: Checker,
  output_files: z
    .array(RelativePath)
    .max(OUTPUT_FILES)
    .nullish()
    .transform((paths) => paths ?? []),
});
type Parameters = z.output<typeof Parameters>;

/**
 * The student's program must exit with 0; an instructor's checker then judges what it printed and wrote,
 * in a second sandbox where the student's program never ran.
 */
export const customCheck: TestFunction<typeof Parameters> = {
  name: "custom_check",
  asserts:
    "The program exits with 0, and the points are what `checker`, a program of the instructor, gives for its output and its `output_files`.",
  parameters: Parameters,
  check: (parameters, languages) => programCommandProblems(parameters.program_command, languages),
  run,
};

async function run(context: TestContext, parameters: Parameters): Promise<TestVerdict> {
  const { checker, limits, locale } = context;
  if (checker === undefined) throw new Error("there is no second sandbox for a checker");
  const ran = await runProgram(context, parameters.program_command, parameters.inputs);
  if (!ran.ok) return ran.verdict;
  const { outcome } = ran;
  const say = messagesFor(locale).verdicts;
  if (outcome.stdout.truncated || outcome.stderr.truncated) {
    return { score: 0, message: say.outputTooLong({ capBytes: limits.outputBytes }), outcome };
  }
  const files = [...printed(outcome, parameters.inputs)];
  for (const path of parameters.output_files) {
    const file = await context.sandbox.readFile(path, gradingLimits.artifactBytes);
    if (file.kind !== "read") return { score: 0, message: describeUnread(file, { path, say }), outcome };
    files.push({ path: `files/${path}`, content: file.content });
  }
  const answer = checkerAnswer(await checker.run({ command: commandOf(parameters), files }));
  return { ...answer, outcome };
}

function printed({ stdout, stderr }: CommandOutcome, inputs: readonly string[]): CheckerRequest["files"] {
  const file = (path: string, text: string) => ({ path, content: new TextEncoder().encode(text) });
  return [
    file("stdout.txt", stdout.text),
    file("stderr.txt", stderr.text),
    file("inputs.json", JSON.stringify(inputs)),
  ];
}

function commandOf({ checker }: Parameters): Command {
  return Command.parse(typeof checker === "string" ? { shell: checker } : { argv: checker });
}
