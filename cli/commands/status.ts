import { type Command, Option } from "commander";
import { deploymentOption, parseSubmissionRef, parseWhole } from "#cli/arguments.ts";
import { connect } from "#cli/connection.ts";
import { exitCodes, UserError } from "#cli/errors.ts";
import { holdInterruption } from "#cli/interruption.ts";
import { baselineOption, readBaseline } from "#cli/render/baseline.ts";
import { formats } from "#cli/render/formats.ts";
import { describeStatus } from "#cli/render/progress.ts";
import type { Shell } from "#cli/shell.ts";
import { followSubmission } from "#cli/submit/follow-submission.ts";
import { readStatus } from "#cli/submit/read-results.ts";
import type { SubmissionRef } from "#core/submission/keys.ts";
import { isTerminal } from "#core/submission/status.ts";

interface Flags {
  readonly watch?: true;
  readonly timeout: number;
  readonly deployment?: string;
  readonly format?: string;
  readonly baseline?: string;
  readonly json?: true;
}

const examples = `
Examples:
  assay status demo/weather-stations/ada/0f3c…           where it is now, and its report when it is done
  assay status demo/weather-stations/ada/0f3c… --watch   waits for the result`;

export function registerStatus(program: Command, shell: Shell): void {
  program
    .command("status")
    .description("says where a submission is, and prints its report when it is done")
    .argument(
      "<submission>",
      "course/assignment/student/id, as 'assay submit' printed it",
      parseSubmissionRef,
    )
    .option("--watch", "wait for the result")
    .option("--timeout <seconds>", "how long to watch", parseWhole({ from: 1, to: 86_400 }), 900)
    .addOption(deploymentOption())
    .addOption(
      new Option("--format <name>", "print the result so, not as a report").choices(Object.keys(formats)),
    )
    .addOption(baselineOption())
    .addOption(
      new Option("--json", "print the status, or the result when there is one, as JSON").conflicts("format"),
    )
    .addHelpText("after", examples)
    .action(async (submission: SubmissionRef, flags: Flags) => {
      using interruption = holdInterruption();
      using connection = await connect(shell, flags.deployment);
      const json = flags.json === true;
      const status = await readStatus(connection, submission);
      if (flags.watch || (status !== undefined && isTerminal(status.state))) {
        const { signal } = interruption;
        const timeoutMs = flags.timeout * 1000;
        process.exitCode = await followSubmission(shell, connection, {
          submission,
          timeoutMs,
          format: json ? "result" : flags.format,
          baseline: await readBaseline(flags.baseline),
          signal,
        });
        return;
      }
      if (status === undefined) {
        throw new UserError(
          `nothing is known of ${submission.submissionId}: uploaded a moment ago, or never`,
        );
      }
      shell.print(json ? JSON.stringify(status, null, 2) : describeStatus(status));
      process.exitCode = exitCodes.ok;
    });
}
