import { join } from "node:path";
import type { Command } from "commander";
import { deploymentOption, parseAssignmentSlug, parseSlug } from "#cli/arguments.ts";
import { type AssignmentFolder, readAssignmentFolder } from "#cli/assignment/read-folder.ts";
import { connect, type Connection } from "#cli/connection.ts";
import { exitCodes, UserError } from "#cli/errors.ts";
import { holdInterruption } from "#cli/interruption.ts";
import { type Pushed, pushFolder } from "#cli/push/push-folder.ts";
import type { UploadedFile } from "#cli/push/upload-file.ts";
import { formatBytes } from "#cli/render/bytes.ts";
import { renderFindings } from "#cli/render/findings.ts";
import { progressLine } from "#cli/render/progress.ts";
import { renderReferences } from "#cli/render/references.ts";
import { refuseAssignment } from "#cli/render/refusal.ts";
import type { Shell } from "#cli/shell.ts";
import type { ValidationReport } from "#core/assignment/validation.ts";
import { Slug } from "#core/submission/ids.ts";
import { type AssignmentRef, SHARED_FOLDER } from "#core/submission/keys.ts";

interface Flags {
  readonly course: Slug;
  readonly assignment?: Slug;
  readonly deployment?: string;
  readonly json?: true;
}

const examples = `
Examples:
  assay push examples/weather-stations --course demo
  assay push week-1 --course algorithms --assignment sorting --json | jq .releaseId`;

export function registerPush(program: Command, shell: Shell): void {
  program
    .command("push")
    .description("checks an assignment, uploads it with its assets, and says what became of it")
    .argument("<folder>", "holds assignment.yaml and, in assets/, the files it names")
    .requiredOption("--course <name>", "the course it belongs to", parseSlug)
    .option("--assignment <name>", "its name (default: that of the folder)", parseAssignmentSlug)
    .addOption(deploymentOption())
    .option("--json", "print the validation report as JSON")
    .addHelpText("after", examples)
    .action(async (path: string, flags: Flags) => {
      using interruption = holdInterruption();
      const json = flags.json === true;
      const reading = await readAssignmentFolder(path);
      if (!reading.ok) return refuseAssignment(shell, reading.findings, json);
      const { folder } = reading;
      const ref = { course: flags.course, assignment: flags.assignment ?? nameOf(folder) };
      using connection = await connect(shell, flags.deployment);
      const pushed = await pushWithProgress(shell, connection, { folder, ref, signal: interruption.signal });
      if (pushed.kind === "files-missing") return refuseAssignment(shell, pushed.findings, json);
      process.exitCode = printReport(shell, ref, { ...pushed, path, json });
    });
}

function nameOf(folder: AssignmentFolder): Slug {
  const slug = Slug.safeParse(folder.name);
  if (!slug.success || slug.data === SHARED_FOLDER) {
    throw new UserError(
      `the folder's name '${folder.name}' cannot be that of an assignment: give --assignment`,
    );
  }
  return slug.data;
}

async function pushWithProgress(
  shell: Shell,
  connection: Connection,
  { folder, ref, signal }: { folder: AssignmentFolder; ref: AssignmentRef; signal: AbortSignal },
): Promise<Pushed> {
  using line = progressLine(shell);
  return await pushFolder(
    connection,
    { folder, ref },
    {
      onProgress: (key, sentBytes, sizeBytes) => {
        const percent = sizeBytes === 0 ? 100 : Math.floor((100 * sentBytes) / sizeBytes);
        line.show(`${key}: ${percent} % of ${formatBytes(sizeBytes)}`);
      },
      onWaiting: () => line.show("waiting for the pipeline to judge it"),
    },
    signal,
  );
}

interface Judged {
  readonly uploads: readonly UploadedFile[];
  readonly report: ValidationReport;
  /** The folder as the user named it, so that findings can be clicked. */
  readonly path: string;
  readonly json: boolean;
}

function printReport(shell: Shell, ref: AssignmentRef, { uploads, report, path, json }: Judged): number {
  const findings = report.findings.map((finding) => ({ ...finding, file: join(path, finding.file) }));
  if (json) {
    shell.print(JSON.stringify({ ...report, findings, uploads }, null, 2));
    return report.ok ? exitCodes.ok : exitCodes.input;
  }
  const { colours } = shell;
  for (const { key, sent } of uploads) shell.print(`${sent ? "uploaded " : "unchanged"} ${key}`);
  for (const line of renderReferences(report.references ?? [], colours)) shell.print(line);
  if (findings.length > 0) shell.print(renderFindings(findings, colours));
  if (!report.ok) {
    shell.print(colours.red("Not valid.") + " " + stillGraded(report));
    return exitCodes.input;
  }
  shell.print(`${colours.green("Released")} ${ref.course}/${ref.assignment} as ${report.releaseId}`);
  shell.print(`Next: assay submit ${ref.course}/${ref.assignment} <file-or-folder> --watch`);
  return exitCodes.ok;
}

function stillGraded({ currentReleaseId }: ValidationReport): string {
  return currentReleaseId === undefined
    ? "Nothing can be submitted to it yet."
    : `Submissions are still graded against release ${currentReleaseId}.`;
}
