import * as z from "zod";
import type { TestContext, TestFunction, TestVerdict } from "#core/grading/test-function.ts";
import { gradingLimits } from "#core/limits.ts";
import { messagesFor } from "#core/locales/messages.ts";
import { decodeText } from "#core/templates/input-output/decode-text.ts";
import { describeUnread } from "#core/templates/input-output/describe-unread.ts";
import { normalise } from "#core/templates/input-output/normalise.ts";
import { matchesPattern, patternProblem } from "#core/templates/input-output/pattern.ts";
import { ProgramCommand, programCommandProblems } from "#core/templates/input-output/program-command.ts";
import { runProgram } from "#core/templates/input-output/run-program.ts";
import { InputLines, Text } from "#core/templates/input-output/text-parameter.ts";

const ArtifactPath = Text.superRefine((path, context) => {
  const problem = pathProblem(path);
  if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
});

const Parameters = z
  .strictObject({
    inputs: InputLines,
    program_command: ProgramCommand,
    artifact_path: ArtifactPath,
    expected_content: Text.default(""),
    match_mode: z.enum(["exact", "contains", "regex"]).default("exact"),
    normalization: z.boolean().default(true),
  })
  .superRefine((parameters, context) => {
    if (parameters.match_mode !== "regex") return;
    const problem = patternProblem(formOf(parameters)(parameters.expected_content));
    if (problem !== undefined) {
      context.addIssue({ code: "custom", path: ["expected_content"], message: problem });
    }
  });
type Parameters = z.infer<typeof Parameters>;

/** The program must exit with 0 and leave a file with this content below its directory: 100 or 0. */
export const expectFileArtifact: TestFunction<typeof Parameters> = {
  name: "expect_file_artifact",
  asserts:
    "The program exits with 0 and leaves a file `artifact_path`, whose content is `expected_content`, contains it, or fits it as a pattern.",
  parameters: Parameters,
  check: (parameters, languages) => programCommandProblems(parameters.program_command, languages),
  run,
};

async function run(context: TestContext, parameters: Parameters): Promise<TestVerdict> {
  const ran = await runProgram(context, parameters.program_command, parameters.inputs);
  if (!ran.ok) return ran.verdict;
  const { outcome } = ran;
  const path = parameters.artifact_path;
  const file = await context.sandbox.readFile(path, gradingLimits.artifactBytes);
  const say = messagesFor(context.locale).verdicts;
  if (file.kind !== "read") return { score: 0, message: describeUnread(file, { path, say }), outcome };
  const actual = decodeText(file.content);
  const comparison = { expected: parameters.expected_content, actual, ...linesOf(parameters) };
  if (matches(parameters, actual)) {
    return { score: 100, message: say.artifactMatches({ path }), outcome, comparison };
  }
  const message = say.artifactDiffers({ path, mode: parameters.match_mode });
  return { score: 0, message, outcome, comparison };
}

/** Only whole texts are one line for line. */
function linesOf({ match_mode, normalization }: Parameters): { readonly lines?: "normalised" | "exact" } {
  if (match_mode !== "exact") return {};
  return { lines: normalization ? "normalised" : "exact" };
}

function matches(parameters: Parameters, content: string): boolean {
  const form = formOf(parameters);
  const expected = form(parameters.expected_content);
  const actual = form(content);
  if (parameters.match_mode === "exact") return actual === expected;
  if (parameters.match_mode === "contains") return actual.includes(expected);
  return matchesPattern(expected, actual);
}

/** As in the reference system, normalisation also applies to the text of a pattern. */
function formOf(parameters: { readonly normalization: boolean }): (text: string) => string {
  return parameters.normalization ? normalise : (text) => text;
}

function pathProblem(path: string): string | undefined {
  const shown = `'${path.slice(0, 100)}'`;
  if (path === "") return "artifact_path is empty: name the file, relative to the program's directory";
  if (path.startsWith("/")) return `${shown} is absolute: name the file relative to the program's directory`;
  if (path.includes("\0") || path.includes("\\")) return `${shown} contains a NUL or a backslash`;
  if (path.split("/").includes("..")) return `${shown} leaves the program's directory: remove '..'`;
  if (path.endsWith("/") || path.split("/").every((segment) => segment === "" || segment === ".")) {
    return `${shown} names a directory, not a file`;
  }
  return undefined;
}
