import { Command, InvalidArgumentError, Option } from "commander";
import { deploymentOption, parseAssignmentRef, parseSlug, parseSubmissionRef } from "#cli/arguments.ts";
import { connect, type Connection } from "#cli/connection.ts";
import { curlLine } from "#cli/presign/curl-line.ts";
import { DOWNLOADS, downloadUrl } from "#cli/presign/download-url.ts";
import { uploadForm } from "#cli/presign/upload-form.ts";
import { formatBytes } from "#cli/render/bytes.ts";
import { readCurrentRelease } from "#cli/results/current-release.ts";
import type { Shell } from "#cli/shell.ts";
import { Language } from "#core/assignment/language.ts";
import { duration, size } from "#core/assignment/reading/quantities.ts";
import { submissionLimits } from "#core/limits.ts";
import { Locale } from "#core/locales/locale.ts";
import type { Slug } from "#core/submission/ids.ts";
import type { AssignmentRef, SubmissionRef } from "#core/submission/keys.ts";

interface UploadFlags {
  readonly expires: number;
  readonly maxSize?: number;
  readonly language?: Language;
  readonly locale?: Locale;
  readonly deployment?: string;
  readonly json?: true;
}

interface DownloadFlags {
  readonly expires: number;
  readonly file: (typeof DOWNLOADS)[number];
  readonly deployment?: string;
  readonly json?: true;
}

/** What signature version 4 allows. */
const LONGEST_MS = 7 * 24 * 60 * 60 * 1_000;
const DEFAULT_MS = 15 * 60 * 1_000;

const notes = `
Both take --json. A link ends with the credentials that made it, when these end earlier.

Examples:
  assay presign upload demo/weather-stations ada main.py
  assay presign upload demo/weather-stations ada project.zip --expires 2h --max-size 5MiB --json
  assay presign download demo/weather-stations/ada/0f3c… --file report.html`;

export function registerPresign(program: Command, shell: Shell): void {
  program
    .command("presign")
    .description("makes a link by which somebody without an account can upload one file or read one report")
    .addCommand(uploadCommand(shell))
    .addCommand(downloadCommand(shell))
    .addHelpText("after", notes);
}

function uploadCommand(shell: Shell): Command {
  return common("upload")
    .description("lets whoever has the form upload one file for one student")
    .argument("<course/assignment>", "what it is a submission to", parseAssignmentRef)
    .argument("<student>", "whose submission it is", parseSlug)
    .argument("<file-name>", "what the file is called, e.g. main.py or project.zip")
    .addOption(
      new Option(
        "--max-size <size>",
        "of the file, e.g. 5MiB (default: what the assignment allows)",
      ).argParser(parseSize),
    )
    .addOption(new Option("--language <name>", "needed when its files do not tell").choices(Language.options))
    .addOption(new Option("--locale <name>", "language of the report").choices(Locale.options))
    .option("--json", "print the URL and the fields of the form as JSON")
    .action(async (assignment: AssignmentRef, student: Slug, name: string, flags: UploadFlags) => {
      using connection = await connect(shell, flags.deployment);
      const { expires, language, locale } = flags;
      const maxBytes = flags.maxSize ?? (await largestUpload(connection, assignment));
      const ref = { ...assignment, student };
      const expiresSeconds = Math.ceil(expires / 1_000);
      const form = await uploadForm(connection, { ref, name, expiresSeconds, maxBytes, language, locale });
      if (flags.json === true) return shell.print(JSON.stringify({ ...form, maxBytes }, null, 2));
      const until = new Date(Date.now() + expires).toISOString();
      shell.note(`one file of at most ${formatBytes(maxBytes)}, until ${until}`);
      shell.print(curlLine(form, name));
    });
}

function downloadCommand(shell: Shell): Command {
  return common("download")
    .description("lets whoever has the link read what one submission came to")
    .argument(
      "<submission>",
      "course/assignment/student/id, as 'assay submit' printed it",
      parseSubmissionRef,
    )
    .addOption(new Option("--file <name>", "which of its files").choices(DOWNLOADS).default(DOWNLOADS[0]))
    .option("--json", "print the URL as JSON")
    .action(async (submission: SubmissionRef, flags: DownloadFlags) => {
      using connection = await connect(shell, flags.deployment);
      const expiresSeconds = Math.ceil(flags.expires / 1_000);
      const url = await downloadUrl(connection, { submission, file: flags.file, expiresSeconds });
      shell.print(flags.json === true ? JSON.stringify({ url }, null, 2) : url);
    });
}

function common(name: string): Command {
  return new Command(name)
    .addOption(
      new Option("--expires <time>", "for how long, e.g. 30m or 2h; at most 168h")
        .argParser(parseDuration)
        .default(DEFAULT_MS, "15m"),
    )
    .addOption(deploymentOption())
    .exitOverride();
}

function parseDuration(text: string): number {
  const parsed = duration({ maxMs: LONGEST_MS }).safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError(parsed.error.issues[0]?.message ?? "no duration");
  return parsed.data;
}

function parseSize(text: string): number {
  const parsed = size({ maxBytes: submissionLimits.uploadBytes }).safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError(parsed.error.issues[0]?.message ?? "no size");
  return parsed.data;
}

async function largestUpload(connection: Connection, assignment: AssignmentRef): Promise<number> {
  const current = await readCurrentRelease(connection, assignment);
  return Math.min(current?.maxBytes ?? Infinity, submissionLimits.uploadBytes);
}
