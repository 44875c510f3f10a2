import { readAssignment } from "#core/assignment/read-assignment.ts";
import { formatFinding, type Finding } from "#core/assignment/finding.ts";

/** A text with `▶` before the place where a finding must be, and that place. */
export function marked(text: string): {
  readonly text: string;
  readonly line: number;
  readonly column: number;
} {
  const offset = text.indexOf("▶");
  const before = text.slice(0, offset).split("\n");
  return { text: text.replace("▶", ""), line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

export interface MarkedCase {
  readonly text: string;
  readonly fileName?: string;
  readonly pointer: string;
  readonly code: string;
  /** Parts of the message: the offending value and what to do. */
  readonly says: readonly string[];
}

/** The one finding that a marked text must give, and what was found, in a form that a failing test shows well. */
export function judge(wanted: MarkedCase): { readonly found: object; readonly expected: object } {
  const { text, line, column } = marked(wanted.text);
  const { findings } = readAssignment(text, wanted.fileName ?? "assignment.yaml");
  const finding = findings.find(({ code, pointer }) => code === wanted.code && pointer === wanted.pointer);
  const silent = wanted.says.filter((part) => finding?.message.includes(part) !== true);
  return {
    found: {
      place: placeOf(finding),
      silent,
      others: findings.filter((each) => each !== finding).map(formatFinding),
    },
    expected: { place: `${line}:${column} ${wanted.code} ${wanted.pointer}`, silent: [], others: [] },
  };
}

function placeOf(finding: Finding | undefined): string {
  return finding === undefined
    ? "no such finding"
    : `${finding.line}:${finding.column} ${finding.code} ${finding.pointer}`;
}
