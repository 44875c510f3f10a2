import { exitCodes } from "#cli/errors.ts";
import type { Shell } from "#cli/shell.ts";
import { formats } from "#cli/render/formats.ts";
import type { GradingResult } from "#core/grading/result.ts";
import type { OutcomeSources } from "#core/report/outcome-v1.ts";
import { renderTerminal } from "#core/report/terminal.ts";

/** In one of `formats`; without one, as the report for a terminal. */
export function printResult(
  shell: Shell,
  result: GradingResult,
  { format, ...sources }: { readonly format: string | undefined } & OutcomeSources,
): void {
  const render = format === undefined ? undefined : formats[format];
  const text = render?.(result, sources) ?? renderTerminal(result, { color: shell.colours.isColorSupported });
  shell.print(text.trimEnd());
}

/** What a grading came to, for scripts: a low score is a grade like any other. */
export function exitCodeOf(outcome: GradingResult["outcome"]): number {
  return { graded: exitCodes.ok, rejected: exitCodes.input, failed: exitCodes.platform }[outcome];
}
