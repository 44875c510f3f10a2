import type { Colours } from "#cli/shell.ts";
import { type Finding, formatFinding } from "#core/assignment/finding.ts";

/** One line each, as compilers print them, and how many there are. */
export function renderFindings(findings: readonly Finding[], colours: Colours): string {
  const lines = findings.map((finding) =>
    (finding.severity === "error" ? colours.red : colours.yellow)(formatFinding(finding)),
  );
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return [...lines, `${count(errors, "error")}, ${count(findings.length - errors, "warning")}`].join("\n");
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
