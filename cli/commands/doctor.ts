import type { Command } from "commander";
import { PlatformError } from "#cli/errors.ts";
import type { Shell } from "#cli/shell.ts";
import { diagnose } from "#cli/doctor/diagnose.ts";
import { renderDiagnosis } from "#cli/doctor/render.ts";
import { readSystemPackages } from "#cli/doctor/system-packages.ts";
import { readVersions } from "#cli/doctor/versions.ts";

const examples = `
Examples:
  assay doctor
  assay doctor --json | jq '.checks[] | select(.status != "ok")'
`;

/** `assay doctor`: rejects with a PlatformError when a check fails; warnings are no failure. */
export function registerDoctor(program: Command, shell: Pick<Shell, "settings" | "colours" | "print">): void {
  program
    .command("doctor")
    .description("check that this machine can grade, and say what to do where it cannot")
    .option("--json", "print one JSON object instead of lines")
    .addHelpText("after", examples)
    .action(async (options: { readonly json?: true }) => {
      const { repository, tools } = shell.settings;
      const checks = await diagnose({
        repository,
        tools,
        versions: await readVersions(repository),
        systemPackages: await readSystemPackages(repository),
        nodeVersion: process.version,
        asRoot: process.getuid?.() === 0,
      });
      const failed = checks.filter((check) => check.status === "fail").length;
      shell.print(
        options.json === true
          ? JSON.stringify({ ok: failed === 0, checks }, null, 2)
          : renderDiagnosis(checks, shell.colours),
      );
      if (failed > 0) throw new PlatformError(`${failed} of ${checks.length} checks failed`);
    });
}
