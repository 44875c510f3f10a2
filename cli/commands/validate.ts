import type { Command } from "commander";
import { exitCodes } from "#cli/errors.ts";
import { renderFindings } from "#cli/render/findings.ts";
import type { Shell } from "#cli/shell.ts";
import { readFindings } from "#cli/validate/read-findings.ts";

const examples = `
Examples:
  assay validate examples/weather-stations
  assay validate week-1/assignment.yaml --json | jq .findings`;

export function registerValidate(program: Command, shell: Shell): void {
  program
    .command("validate")
    .description("checks an assignment and says everything that is wrong with it, without uploading it")
    .argument("<folder-or-file>", "a folder with assignment.yaml and its files, or a file in any spelling")
    .option("--json", "print the findings as JSON")
    .addHelpText("after", examples)
    .action(async (path: string, flags: { readonly json?: true }) => {
      const findings = await readFindings(path);
      const ok = findings.every(({ severity }) => severity !== "error");
      shell.print(
        flags.json === true
          ? JSON.stringify({ ok, findings }, null, 2)
          : renderFindings(findings, shell.colours),
      );
      process.exitCode = ok ? exitCodes.ok : exitCodes.input;
    });
}
