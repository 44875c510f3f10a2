import { type Command, InvalidArgumentError, Option } from "commander";
import { parseWhole } from "#cli/arguments.ts";
import { exitCodes } from "#cli/errors.ts";
import { holdInterruption } from "#cli/interruption.ts";
import { bringUp, type BroughtUp } from "#cli/local/bring-up.ts";
import type { Shell } from "#cli/shell.ts";

interface Flags {
  readonly endpoint?: string;
  readonly port?: number;
  readonly slots?: number;
  readonly injection?: "stream" | "base64-exec";
  readonly json?: true;
}

const examples = `
Examples:
  assay up                                    everything on this machine
  assay up --endpoint http://127.0.0.1:4566   with an emulator that runs already
  assay up --injection base64-exec            restarts the runner of a stack that is up`;

export function registerUp(program: Command, shell: Shell): void {
  program
    .command("up")
    .description("starts the pipeline on this machine: AWS emulator, stacks, runner")
    .option("--endpoint <url>", "use the emulator that answers there, start none", parseEndpoint)
    .option(
      "--port <number>",
      "port of the emulator (default: a free one)",
      parseWhole({ from: 1, to: 65_535 }),
    )
    .option(
      "--slots <number>",
      "gradings at a time (default: by the number of processors)",
      parseWhole({ from: 1, to: 256 }),
    )
    .addOption(
      new Option("--injection <path>", "how files get into sandboxes (default: stream)").choices([
        "stream",
        "base64-exec",
      ]),
    )
    .option("--json", "print where everything is as JSON")
    .addHelpText("after", examples)
    .action(async (flags: Flags) => {
      using interruption = holdInterruption();
      const report = (step: string) => shell.note(shell.colours.dim(`… ${step}`));
      const options = {
        endpoint: flags.endpoint,
        port: flags.port,
        slots: flags.slots,
        injection: flags.injection,
      };
      const stack = await bringUp(shell.settings, options, report, interruption.signal);
      if (flags.json) shell.print(JSON.stringify(describe(shell, stack), null, 2));
      else printStack(shell, stack);
      process.exitCode = exitCodes.ok;
    });
}

function describe(shell: Shell, { session, deployment, unchanged }: BroughtUp) {
  const { home } = shell.settings;
  return {
    unchanged,
    endpoint: session.endpoint,
    deployment,
    logs: { runner: home.runnerLog, emulator: home.emulatorLog },
    session: home.sessionFile,
  };
}

function printStack(shell: Shell, { session, deployment, unchanged }: BroughtUp): void {
  const { colours, settings } = shell;
  const row = (name: string, value: string) => `  ${name.padEnd(12)} ${value}`;
  shell.print(
    [
      colours.green(unchanged ? "The local stack is up already." : "The local stack is up."),
      row("endpoint", session.endpoint),
      row("assignments", `s3://${deployment.AssignmentsBucket}`),
      row("releases", `s3://${deployment.ReleasesBucket}`),
      row("submissions", `s3://${deployment.SubmissionsBucket}`),
      row("results", `s3://${deployment.ResultsBucket}`),
      row("queue", deployment.GradingQueueUrl),
      row("runner log", settings.home.runnerLog),
      "",
      "Next: assay push examples/weather-stations --course demo",
      "      assay submit demo/weather-stations examples/weather-stations/submissions/right-python --watch",
      "Stop: assay down",
    ].join("\n"),
  );
}

function parseEndpoint(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError("use a URL such as http://127.0.0.1:4566");
  }
  return url.origin;
}
