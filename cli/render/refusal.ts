import { exitCodes } from "#cli/errors.ts";
import { renderFindings } from "#cli/render/findings.ts";
import type { Shell } from "#cli/shell.ts";
import type { Finding } from "#core/assignment/finding.ts";

/** Ends a command whose assignment cannot be read: what is wrong with it, on stdout, and the exit code of input. */
export function refuseAssignment(shell: Shell, findings: readonly Finding[], json: boolean): void {
  shell.print(
    json ? JSON.stringify({ ok: false, findings }, null, 2) : renderFindings(findings, shell.colours),
  );
  process.exitCode = exitCodes.input;
}
