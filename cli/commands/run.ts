import { type Command, InvalidArgumentError, Option } from "commander";
import { readAssignmentFolder } from "#cli/assignment/read-folder.ts";
import { exitCodes } from "#cli/errors.ts";
import { holdInterruption } from "#cli/interruption.ts";
import { refuseAssignment } from "#cli/render/refusal.ts";
import { readInputs } from "#cli/run/read-inputs.ts";
import { executionJson, renderExecution } from "#cli/run/render-execution.ts";
import { runFolder } from "#cli/run/run-folder.ts";
import type { Shell } from "#cli/shell.ts";
import { readUpload } from "#cli/submit/read-upload.ts";
import { Language } from "#core/assignment/language.ts";

interface Flags {
  readonly command?: string;
  readonly input: readonly string[];
  readonly stdin: readonly string[];
  readonly language?: Language;
  readonly json?: true;
}

const notes = `
Exit codes: 0 when every input was run, however the program ended; 1 when the assignment, the submission or a
setup command did not let it; 2 for a fault of this machine, also that it has no sandbox.

Examples:
  assay run week-1 solution.zip --input cities.txt --input empty.txt
  assay run week-1 solution.zip --command "python3 main.py --debug" --stdin "4" --json`;

export function registerRun(program: Command, shell: Shell): void {
  program
    .command("run")
    .description("runs a submission where its tests would run, on inputs of your choice, without grading it")
    .argument("<assignment-folder>", "whose assets, setup commands and limits are used")
    .argument("<file-or-folder>", "the submission, as 'assay submit' takes it")
    .addOption(
      new Option("--command <line>", "for a shell; the convention of the language unless given").argParser(
        parseCommand,
      ),
    )
    .addOption(collecting("--input <file>", "standard input of one run; may be given again"))
    .addOption(collecting("--stdin <text>", "the same, as text"))
    .addOption(new Option("--language <name>", "needed when its files do not tell").choices(Language.options))
    .option("--json", "print facts and output as JSON")
    .addHelpText("after", notes)
    .action(async (path: string, submission: string, flags: Flags) => {
      using interruption = holdInterruption();
      const json = flags.json === true;
      const reading = await readAssignmentFolder(path);
      if (!reading.ok) return refuseAssignment(shell, reading.findings, json);
      const inputs = await readInputs(flags.input, flags.stdin);
      const execution = await runFolder(
        shell.settings,
        {
          folder: reading.folder,
          upload: await readUpload(submission),
          language: flags.language,
          command: flags.command === undefined ? undefined : { shell: flags.command },
          inputs: inputs.map(({ bytes }) => bytes),
        },
        interruption.signal,
      );
      const { colours } = shell;
      shell.print(json ? executionJson(execution, inputs) : renderExecution(execution, { inputs, colours }));
      process.exitCode = execution.error === undefined ? exitCodes.ok : exitCodes.input;
    });
}

function collecting(flags: string, description: string): Option {
  return new Option(flags, description)
    .argParser((value: string, previous: readonly string[]) => [...previous, value])
    .default([], "none");
}

function parseCommand(line: string): string {
  if (line.trim() === "") throw new InvalidArgumentError("it is empty");
  return line;
}
