import type { Assignment, Subject } from "#core/assignment/assignment.ts";
import type { Reading } from "#core/assignment/reading/reading.ts";

/** Tells of tests that are to be shown after a date which nobody gave. */
export function checkAfterDue(
  reading: Reading,
  criteria: Assignment["criteria"],
  schedule: Assignment["schedule"],
): void {
  const { base, bonus, penalty } = criteria;
  const waits = [base, bonus, penalty].some((category) => category !== undefined && waitsForDue(category));
  if (!waits || schedule.dueAt !== undefined) return;
  const message = "tests that are shown 'after_due' are never shown without a date; set schedule.due_at";
  reading.findings.warning({ code: "no_due_date", pointer: "/criteria", message, at: "key" });
}

function waitsForDue({ subjects, tests }: Pick<Subject, "subjects" | "tests">): boolean {
  return tests.some(({ visibility }) => visibility === "after_due") || subjects.some(waitsForDue);
}
