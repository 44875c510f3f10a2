import type { CheckResult, CheckStatus } from "#cli/doctor/check.ts";
import type { Colours } from "#cli/shell.ts";

/** One line a check, and the fix below those that need one. */
export function renderDiagnosis(results: readonly CheckResult[], colours: Colours): string {
  const paint: Readonly<Record<CheckStatus, (text: string) => string>> = {
    ok: colours.green,
    warn: colours.yellow,
    fail: colours.red,
  };
  const width = Math.max(...results.map((result) => result.name.length));
  return results
    .map((result) => {
      const line = `${paint[result.status](result.status.padEnd(4))}  ${result.name.padEnd(width)}  ${result.found}`;
      return result.fix === null ? line : `${line}\n${" ".repeat(width + 8)}fix: ${result.fix}`;
    })
    .join("\n");
}
