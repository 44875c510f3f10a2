import type { Command } from "commander";
import { Option } from "commander";
import { deploymentOption, parseAssignmentRef, parseSlug, parseWhole } from "#cli/arguments.ts";
import { connect } from "#cli/connection.ts";
import { exitCodes } from "#cli/errors.ts";
import { holdInterruption } from "#cli/interruption.ts";
import type { Shell } from "#cli/shell.ts";
import { followSubmission } from "#cli/submit/follow-submission.ts";
import { readUpload } from "#cli/submit/read-upload.ts";
import { uploadSubmission } from "#cli/submit/upload-submission.ts";
import { Language } from "#core/assignment/language.ts";
import { Locale } from "#core/locales/locale.ts";
import { Slug } from "#core/submission/ids.ts";
import { type AssignmentRef, submissionKeys, type SubmissionRef } from "#core/submission/keys.ts";

interface Flags {
  readonly student?: Slug;
  readonly language?: Language;
  readonly locale?: Locale;
  readonly watch?: true;
  readonly timeout: number;
  readonly deployment?: string;
  readonly json?: true;
}

const examples = `
Examples:
  assay submit demo/weather-stations main.py --student ada --watch
  assay submit demo/weather-stations my-project/ --language c --locale pt_br`;

export function registerSubmit(program: Command, shell: Shell): void {
  program
    .command("submit")
    .description("uploads a submission: a source file, a .zip, a .tar.gz, or a folder, which is packed")
    .argument("<course/assignment>", "what it is a submission to", parseAssignmentRef)
    .argument("<file-or-folder>", "what is submitted")
    .option("--student <name>", "who submits (default: your user name)", parseSlug)
    .addOption(new Option("--language <name>", "needed when its files do not tell").choices(Language.options))
    .addOption(new Option("--locale <name>", "language of the report").choices(Locale.options))
    .option("--watch", "wait for the result and print the report")
    .option("--timeout <seconds>", "how long to watch", parseWhole({ from: 1, to: 86_400 }), 900)
    .addOption(deploymentOption())
    .option("--json", "print the submission, or with --watch its result, as JSON")
    .addHelpText("after", examples)
    .action(async (assignment: AssignmentRef, path: string, flags: Flags) => {
      using interruption = holdInterruption();
      const { signal } = interruption;
      const upload = await readUpload(path);
      using connection = await connect(shell, flags.deployment);
      const ref = { ...assignment, student: flags.student ?? userSlug(shell.settings.user) };
      const submission = await uploadSubmission(
        connection,
        { ref, upload, language: flags.language, locale: flags.locale },
        signal,
      );
      if (flags.watch) {
        const timeoutMs = flags.timeout * 1000;
        const json = flags.json === true;
        process.exitCode = await followSubmission(shell, connection, {
          submission,
          timeoutMs,
          format: json ? "result" : undefined,
          signal,
        });
        return;
      }
      printSubmission(shell, submission, {
        key: `s3://${connection.deployment.SubmissionsBucket}/${submissionKeys.upload(ref, upload.name)}`,
        json: flags.json === true,
      });
      process.exitCode = exitCodes.ok;
    });
}

/** A user name may hold what a key may not; who wants another name says so with --student. */
function userSlug(user: string): Slug {
  const slug = Slug.safeParse(user.replaceAll(/[^A-Za-z0-9._@-]/g, "-").slice(0, 64));
  return slug.success ? slug.data : Slug.parse("student");
}

function printSubmission(
  shell: Shell,
  submission: SubmissionRef,
  { key, json }: { readonly key: string; readonly json: boolean },
): void {
  if (json) {
    shell.print(JSON.stringify({ ...submission, upload: key }, null, 2));
    return;
  }
  const { course, assignment, student, submissionId } = submission;
  shell.print(`Uploaded ${key}\nSubmission ${submissionId}`);
  shell.print(`Watch it: assay status ${course}/${assignment}/${student}/${submissionId} --watch`);
}
