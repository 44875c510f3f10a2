import { exitCodes } from "#cli/errors.ts";
import type { Shell } from "#cli/shell.ts";
import type { GradingResult } from "#core/grading/result.ts";
import { renderTerminal } from "#core/report/terminal.ts";

export function printResult(shell: Shell, result: GradingResult, options: { readonly json: boolean }): void {
  shell.print(
    options.json
      ? JSON.stringify(result, null, 2)
      : renderTerminal(result, { color: shell.colours.isColorSupported }).trimEnd(),
  );
}

/** What a grading came to, for scripts: a low score is a grade like any other. */
export function exitCodeOf(outcome: GradingResult["outcome"]): number {
  return { graded: exitCodes.ok, rejected: exitCodes.input, failed: exitCodes.platform }[outcome];
}
