import { Command } from "commander";

/** Of a mistake in the arguments: 1 is what a script found to be wrong. */
const MISUSED = 2;

/**
 * A script of this repository, `usage` being how it is started: `--help` prints what it takes and ends with 0, an
 * argument that it does not take is said in a line and ends with 2.
 */
export function scriptCommand(usage: string, description: string): Command {
  return new Command(usage)
    .description(description)
    .helpCommand(false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : MISUSED));
}
