import type { Command } from "commander";
import { exitCodes } from "#cli/errors.ts";
import { takeDown, type TakenDown } from "#cli/local/take-down.ts";
import { lockStack } from "#cli/local/up-lock.ts";
import type { Shell } from "#cli/shell.ts";

interface Flags {
  readonly json?: true;
}

const examples = `
Examples:
  assay down   stops what 'assay up' started, and what a crash left of it`;

export function registerDown(program: Command, shell: Shell): void {
  program
    .command("down")
    .description("stops the pipeline on this machine; nothing of it keeps running")
    .option("--json", "print what was stopped as JSON")
    .addHelpText("after", examples)
    .action(async (flags: Flags) => {
      const { home } = shell.settings;
      using _ = lockStack(home.lockFile);
      const stopped = await takeDown(home);
      shell.print(flags.json ? JSON.stringify(stopped) : describe(stopped));
      process.exitCode = exitCodes.ok;
    });
}

function describe({ runner, emulator, leftovers }: TakenDown): string {
  const parts = [
    ...(runner ? ["the runner"] : []),
    ...(emulator ? ["the emulator"] : []),
    ...(leftovers === 0 ? [] : [`${leftovers} left-over process${leftovers === 1 ? "" : "es"}`]),
  ];
  return parts.length === 0 ? "Nothing was running." : `Stopped ${parts.join(", ")}.`;
}
