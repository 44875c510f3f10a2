import type { Assignment, Category, Subject, Test } from "#core/assignment/assignment.ts";

/** Every test of an assignment, in the order in which they are judged. */
export function testsOf({ base, bonus, penalty }: Assignment["criteria"]): Test[] {
  return [base, bonus, penalty].flatMap((category) => (category ? testsIn(category) : []));
}

function testsIn(branch: Category | Subject): Test[] {
  return [...branch.subjects.flatMap(testsIn), ...branch.tests];
}
