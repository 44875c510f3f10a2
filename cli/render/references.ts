import type { Colours } from "#cli/shell.ts";
import type { ValidationReport } from "#core/assignment/validation.ts";

export type GradedReference = NonNullable<ValidationReport["references"]>[number];

/** A line each: whether it came to what is expected of it. */
export function renderReferences(
  references: readonly GradedReference[],
  colours: Colours,
): readonly string[] {
  return references.map(({ path, met, score }) => {
    const mark = met ? colours.green("as expected") : colours.red("not as expected");
    return `reference ${path}: ${mark}${score === undefined ? "" : ` (score ${formatScore(score)})`}`;
  });
}

function formatScore(score: number): string {
  return String(Math.round(score * 100) / 100);
}
