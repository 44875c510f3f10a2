import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { Assignment, Subject, Test } from "#core/assignment/assignment.ts";
import { defaultFeedback } from "#core/assignment/feedback.ts";
import { testsOf } from "#core/assignment/tests-of.ts";
import { gradeCriteria } from "#core/grading/grade-criteria.ts";
import { GradedResult } from "#core/grading/result.ts";
import { commandLimitDefaults } from "#core/limits.ts";
import { mayShowDetails } from "#core/report/details.ts";
import { OutcomeV1, type SubjectOutcome } from "#core/report/outcome-v1-schema.ts";
import { renderOutcomeV1 } from "#core/report/outcome-v1.ts";
import { category } from "#test/unit/core/criteria.ts";
import { graded } from "#test/unit/core/report/results.ts";

const weight = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.double({ min: 0, max: 100, noNaN: true }));
const secret = fc.uuid().map((id) => `secret-${id}`);
const test: fc.Arbitrary<Test> = fc.record({
  id: fc.uuid(),
  name: fc.string({ minLength: 1, maxLength: 8 }),
  type: fc.constantFrom("expect_output", "has_tag"),
  template: fc.constant("input_output"),
  file: secret,
  weight,
  visibility: fc.constantFrom("visible", "hidden", "after_due"),
  parameters: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.oneof(secret, fc.array(secret)), {
    minKeys: 1,
  }),
});
const tests = fc.array(test, { minLength: 1, maxLength: 3 });
function subjects(depth: number): fc.Arbitrary<Subject[]> {
  const name = fc.string({ minLength: 1, maxLength: 8 });
  const below = depth === 0 ? fc.constant<Subject[]>([]) : subjects(depth - 1);
  return fc.array(fc.record({ name, weight, subjectsWeight: weight, subjects: below, tests }), {
    maxLength: 2,
  });
}
const branch = fc
  .record({ weight, subjectsWeight: weight, subjects: subjects(2), tests })
  .map((parts) => category(parts));
const criteria: fc.Arbitrary<Assignment["criteria"]> = fc.record(
  { base: branch, bonus: branch, penalty: branch },
  { requiredKeys: ["base"] },
);

it("any graded result is a valid outcome with every test once, which tells of a test only what its student may see", async () => {
  await fc.assert(
    fc.asyncProperty(
      criteria,
      fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1 }),
      fc.constantFrom(undefined, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
      async (tree, scores, dueAt) => {
        const definition = assignment(tree);
        const result = await resultOf(definition, scores, dueAt);
        const sources = { definition, baseline: result };

        const text = renderOutcomeV1(result, sources);
        const outcome = OutcomeV1.parse(JSON.parse(text));

        const { base, bonus, penalty } = outcome.tree ?? expect.fail("it has no tree");
        const shown = [base, bonus, penalty].flatMap((each) => (each === null ? [] : testsIn(each)));
        const defined = testsOf(tree);
        expect(new Set(shown.map(({ id }) => id))).toEqual(new Set(defined.map(({ id }) => id)));
        expect(shown).toHaveLength(defined.length);
        for (const { id, file, visibility, parameters } of defined) {
          const told = shown.find((each) => each.id === id);
          const open = mayShowDetails({ visibility }, result);
          expect(told?.parameters).toEqual(open ? parameters : {});
          expect(told?.file_target).toEqual(open ? [file] : null);
          if (!open) expect(text).not.toContain(file);
        }
        expect(outcome.comparison.content?.score_delta).toBe(0);
      },
    ),
  );
});

function assignment(tree: Assignment["criteria"]): Assignment {
  return {
    templates: ["input_output"],
    languages: ["python"],
    criteria: tree,
    setup: { assets: [], languages: {} },
    limits: { command: commandLimitDefaults, gradingWallMs: 1_000 },
    schedule: {},
    submissions: { maxBytes: 1_000 },
  };
}

async function resultOf(
  { criteria: tree }: Assignment,
  scores: readonly number[],
  dueAt: string | undefined,
) {
  const made = await gradeCriteria(tree, async (_, { done }) => {
    return { score: scores[done % scores.length] ?? 0, message: "It says something." };
  });
  const changes = { feedback: defaultFeedback, ...(dueAt !== undefined && { dueAt }) };
  return GradedResult.parse({ ...graded([], changes), ...made });
}

function testsIn({
  tests: own,
  subjects,
}: Pick<SubjectOutcome, "tests" | "subjects">): SubjectOutcome["tests"] {
  return [...own, ...subjects.flatMap(testsIn)];
}
