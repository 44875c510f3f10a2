import * as z from "zod";
import type { Assignment, Category, Subject } from "#core/assignment/assignment.ts";
import { Language } from "#core/assignment/language.ts";
import { suggest } from "#core/assignment/reading/closest.ts";
import { check, type Part, type Reading } from "#core/assignment/reading/reading.ts";
import { RelativePath } from "#core/assignment/reading/relative-path.ts";
import { quoted } from "#core/assignment/reading/shown.ts";
import type { Reference } from "#core/assignment/reference.ts";
import { child, descend } from "#core/assignment/source/pointer.ts";
import { assignmentLimits } from "#core/limits.ts";

const Score = z.number().min(0).max(100);

export const ReferenceDefinition = z.strictObject({
  path: RelativePath.describe("A file in the folder references/: an archive, or a single source file."),
  language: Language.nullish().describe("As a student would name it."),
  score: Score.nullish().describe("The final score it must get."),
  tolerance: Score.nullish().describe("How far the score may be from it; 0 unless said."),
  tests: z.record(z.string(), Score).nullish().describe("Scores of single tests, by their ids."),
  outcome: z
    .literal("rejected")
    .nullish()
    .describe("In place of a score: it must be rejected before any test."),
});

const ReferencesDefinition = z.array(ReferenceDefinition).max(assignmentLimits.references).nullish();

/** Undefined when there are none, or when what is wrong with them is reported. */
export function readReferences(
  reading: Reading,
  part: Part,
  criteria: Assignment["criteria"] | undefined,
): Reference[] | undefined {
  const list = check(reading, ReferencesDefinition, part);
  const ids = criteria === undefined ? undefined : testIds(criteria);
  const references = list?.map((definition, index) => {
    const pointer = child(part.pointer, index);
    for (const id of Object.keys(definition.tests ?? {})) {
      if (ids === undefined || ids.includes(id)) continue;
      const message = `${quoted(id)} is no test's id; ${suggest(id, ids)}`;
      reading.findings.error({ code: "unknown_test", pointer: descend(pointer, ["tests", id]), message });
    }
    return toReference(reading, definition, pointer);
  });
  const read = references?.filter((reference) => reference !== undefined) ?? [];
  return read.length === 0 ? undefined : read;
}

function toReference(
  reading: Reading,
  { path, language, score, tolerance, tests, outcome }: z.output<typeof ReferenceDefinition>,
  pointer: string,
): Reference | undefined {
  const named = { path, ...(language && { language }) };
  const expectsScore = score !== null && score !== undefined;
  if (expectsScore === (outcome === "rejected")) {
    const message = `needs either 'score' or 'outcome: rejected', found ${expectsScore ? "both" : "neither"}`;
    reading.findings.error({ code: "invalid_value", pointer, message });
    return undefined;
  }
  if (!expectsScore) return { ...named, expected: { outcome: "rejected" } };
  return { ...named, expected: { outcome: "graded", score, tolerance: tolerance ?? 0, tests: tests ?? {} } };
}

function testIds({ base, bonus, penalty }: Assignment["criteria"]): readonly string[] {
  return [base, bonus, penalty].flatMap((category) => (category === undefined ? [] : idsOf(category)));
}

function idsOf(branch: Category | Subject): readonly string[] {
  return [...branch.subjects.flatMap(idsOf), ...branch.tests.map(({ id }) => id)];
}
