import { isTerminal } from "#core/submission/status.ts";
import { csvLine } from "./csv.ts";
import type { ResultRow } from "./result-rows.ts";

/**
 * Which submission of a student counts: of those that have a score the best one, the earliest of equals, or the last.
 * One that was rejected or failed, or is under way, has none and takes none away.
 */
export type CountingRule = "best" | "latest";

export interface GradebookOptions {
  readonly rule: CountingRule;
  /** Later ones are marked. */
  readonly dueAt: Date | undefined;
}

const columns = ["student", "score", "state", "submitted_at", "late", "submissions", "under_way", "file"];

/** A line of CSV for each student, after one with the names of the columns. Rows of a student come together. */
export async function* gradebook(
  rows: AsyncIterable<ResultRow>,
  options: GradebookOptions,
): AsyncGenerator<string> {
  yield csvLine([...columns, "submission", "release"]);
  let group: ResultRow[] = [];
  for await (const row of rows) {
    if (group.length > 0 && group[0]?.student !== row.student) {
      yield lineOf(group, options);
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield lineOf(group, options);
}

function lineOf(rows: readonly ResultRow[], { rule, dueAt }: GradebookOptions): string {
  const row = countingRow(rows, rule);
  if (row === undefined) return "";
  const { submittedAt } = row;
  const late = dueAt === undefined || submittedAt === undefined ? "" : submittedAt > dueAt ? "yes" : "no";
  return csvLine([
    row.student,
    row.score === undefined ? "" : Math.round(row.score * 100) / 100,
    row.state,
    submittedAt?.toISOString() ?? "",
    late,
    rows.length,
    rows.filter(({ state }) => state === "uploaded" || !isTerminal(state)).length,
    row.file ?? "",
    row.submissionId,
    row.releaseId ?? "",
  ]);
}

/** The last one where none has a score. Rows are those of a student, the earliest first. */
export function countingRow(rows: readonly ResultRow[], rule: CountingRule): ResultRow | undefined {
  const scored = rows.flatMap((row) => (row.score === undefined ? [] : [{ row, score: row.score }]));
  if (scored.length === 0) return rows.at(-1);
  if (rule === "latest") return scored.at(-1)?.row;
  const best = Math.max(...scored.map(({ score }) => score));
  return scored.find(({ score }) => score === best)?.row;
}
