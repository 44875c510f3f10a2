import type { Assignment, Subject } from "#core/assignment/assignment.ts";
import { closest } from "#core/assignment/reading/closest.ts";
import type { Reading } from "#core/assignment/reading/reading.ts";
import { quoted } from "#core/assignment/reading/shown.ts";
import { child } from "#core/assignment/source/pointer.ts";

/** The names and ids of all tests. */
export function testNames(criteria: Assignment["criteria"]): ReadonlySet<string> {
  const { base, bonus, penalty } = criteria;
  return new Set(
    [base, bonus, penalty].flatMap((category) => (category === undefined ? [] : namesIn(category))),
  );
}

/** The tests that a link names. One that there is none of is told, and harms nothing; `known` is absent when unread. */
export function linkedTests(
  reading: Reading,
  { value, pointer }: { readonly value: readonly string[]; readonly pointer: string },
  known: ReadonlySet<string> | undefined,
): string[] {
  for (const [index, name] of value.entries()) {
    if (known === undefined || known.has(name)) continue;
    const meant = closest(name, known);
    const advice = meant === undefined ? "use the name or the id of a test" : `did you mean '${meant}'?`;
    reading.findings.warning({
      code: "unknown_test",
      pointer: child(pointer, index),
      message: `no test is called ${quoted(name)}; ${advice}`,
    });
  }
  return [...value];
}

function namesIn(branch: Pick<Subject, "subjects" | "tests">): string[] {
  return [...branch.tests.flatMap(({ id, name }) => [id, name]), ...branch.subjects.flatMap(namesIn)];
}
