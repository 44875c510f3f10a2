import { type Command, Option } from "commander";
import { type AssignmentFolder, readAssignmentFolder } from "#cli/assignment/read-folder.ts";
import { openFolderGrader } from "#cli/grade/grade-folder.ts";
import { holdInterruption } from "#cli/interruption.ts";
import { baselineOption, readBaseline } from "#cli/render/baseline.ts";
import { formats } from "#cli/render/formats.ts";
import { exitCodeOf, printResult } from "#cli/render/outcome.ts";
import { describeProgress, progressLine } from "#cli/render/progress.ts";
import { refuseAssignment } from "#cli/render/refusal.ts";
import type { Shell } from "#cli/shell.ts";
import { readUpload, type Upload } from "#cli/submit/read-upload.ts";
import { Language } from "#core/assignment/language.ts";
import type { GradingResult } from "#core/grading/result.ts";
import { Locale } from "#core/locales/locale.ts";
import type { Progress } from "#core/submission/status.ts";

interface Flags {
  readonly language?: Language;
  readonly locale: Locale;
  readonly injection: "stream" | "base64-exec";
  readonly format?: string;
  readonly baseline?: string;
  readonly json?: true;
}

const notes = `
Exit codes: 0 when there is a grade, however low; 1 when the assignment or the submission did not let it; 2 for a fault
of this machine, also that it has no sandbox.

Examples:
  assay grade examples/weather-stations examples/weather-stations/submissions/right-python
  assay grade week-1 solution.zip --json | jq .score
  assay grade week-1 solution.zip --format html > report.html`;

export function registerGrade(program: Command, shell: Shell): void {
  program
    .command("grade")
    .description("grades a submission here and now, in the same sandbox, without any AWS")
    .argument("<assignment-folder>", "holds assignment.yaml and, in assets/, the files it names")
    .argument("<file-or-folder>", "the submission, as 'assay submit' takes it")
    .addOption(new Option("--language <name>", "needed when its files do not tell").choices(Language.options))
    .addOption(new Option("--locale <name>", "language of the report").choices(Locale.options).default("en"))
    .addOption(
      new Option("--injection <path>", "how files get into the sandbox")
        .choices(["stream", "base64-exec"])
        .default("stream"),
    )
    .addOption(
      new Option("--format <name>", "print the result so, not as a report").choices(Object.keys(formats)),
    )
    .addOption(baselineOption())
    .addOption(new Option("--json", "print the result as JSON").conflicts("format"))
    .addHelpText("after", notes)
    .action(async (path: string, submission: string, flags: Flags) => {
      using interruption = holdInterruption();
      const json = flags.json === true;
      const reading = await readAssignmentFolder(path);
      if (!reading.ok) return refuseAssignment(shell, reading.findings, json);
      const baseline = await readBaseline(flags.baseline);
      const notes: string[] = [];
      const onFeedbackFailed = (error: unknown) =>
        void notes.push(`no feedback by the language model: ${describe(error)}`);
      const work = { folder: reading.folder, upload: await readUpload(submission), flags, onFeedbackFailed };
      const result = await gradeWithProgress(shell, work, interruption.signal);
      for (const note of notes) shell.note(note);
      const { assignment: definition } = reading.folder;
      printResult(shell, result, { format: json ? "result" : flags.format, definition, baseline });
      process.exitCode = exitCodeOf(result.outcome);
    });
}

interface Work {
  readonly folder: AssignmentFolder;
  readonly upload: Upload;
  readonly flags: Flags;
  readonly onFeedbackFailed: (error: unknown) => void;
}

async function gradeWithProgress(
  shell: Shell,
  { folder, upload, flags, onFeedbackFailed }: Work,
  signal: AbortSignal,
): Promise<GradingResult> {
  using line = progressLine(shell);
  const { language, locale, injection } = flags;
  await using grader = await openFolderGrader(shell.settings, { folder, injection });
  const onProgress = (progress: Progress) => line.show(describeProgress(progress));
  return await grader.grade({ upload, language, locale, onProgress, onFeedbackFailed }, signal);
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
