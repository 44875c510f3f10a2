import type { Command } from "commander";
import type { AssignmentFolder } from "#cli/assignment/read-folder.ts";
import { exitCodes, UserError } from "#cli/errors.ts";
import { holdInterruption } from "#cli/interruption.ts";
import { renderFindings } from "#cli/render/findings.ts";
import { describeProgress, progressLine } from "#cli/render/progress.ts";
import { renderReferences } from "#cli/render/references.ts";
import { refuseAssignment } from "#cli/render/refusal.ts";
import type { Shell } from "#cli/shell.ts";
import { examine } from "#cli/validate/examine.ts";
import { gradeReferences, type ReferenceCheck } from "#cli/validate/grade-references.ts";
import type { Finding } from "#core/assignment/finding.ts";
import type { Progress } from "#core/submission/status.ts";

interface Flags {
  readonly references?: true;
  readonly json?: true;
}

const notes = `
Exit codes: 0 when nothing is wrong; 1 when something is, also a reference that does not come to what is expected;
2 when references cannot be graded for a fault of this machine, also that it has no sandbox.

Examples:
  assay validate examples/weather-stations
  assay validate week-1 --references
  assay validate week-1/assignment.yaml --json | jq .findings`;

export function registerValidate(program: Command, shell: Shell): void {
  program
    .command("validate")
    .description("checks an assignment and says everything that is wrong with it, without uploading it")
    .argument("<folder-or-file>", "a folder with assignment.yaml and its files, or a file in any spelling")
    .option(
      "--references",
      "grade its references too, here in the sandbox, and compare with what is expected",
    )
    .option("--json", "print the findings as JSON")
    .addHelpText("after", notes)
    .action(async (path: string, flags: Flags) => {
      using interruption = holdInterruption();
      const json = flags.json === true;
      const { findings, folder } = await examine(path);
      if (findings.some(({ severity }) => severity === "error"))
        return refuseAssignment(shell, findings, json);
      if (flags.references !== true) {
        shell.print(json ? asJson({ ok: true, findings }) : renderFindings(findings, shell.colours));
        return;
      }
      if (folder === undefined)
        throw new UserError(`${path} is a file by itself: name a folder with references/`);
      const graded = await gradeWithProgress(shell, folder, interruption.signal);
      process.exitCode = printGraded(shell, { findings, graded, json });
    });
}

function asJson(document: object): string {
  return JSON.stringify(document, null, 2);
}

async function gradeWithProgress(
  shell: Shell,
  folder: AssignmentFolder,
  signal: AbortSignal,
): Promise<ReferenceCheck> {
  using line = progressLine(shell);
  const onProgress = (path: string, progress: Progress) =>
    line.show(`${path}: ${describeProgress(progress)}`);
  return await gradeReferences(shell.settings, folder, onProgress, signal);
}

interface Graded {
  readonly findings: readonly Finding[];
  readonly graded: ReferenceCheck;
  readonly json: boolean;
}

function printGraded(shell: Shell, { findings, graded, json }: Graded): number {
  const { references } = graded;
  const ok = graded.findings.length === 0;
  const all = [...findings, ...graded.findings];
  const { colours } = shell;
  const lines = references.length === 0 ? ["no references to grade"] : renderReferences(references, colours);
  shell.print(
    json ? asJson({ ok, findings: all, references }) : [...lines, renderFindings(all, colours)].join("\n"),
  );
  return ok ? exitCodes.ok : exitCodes.input;
}
