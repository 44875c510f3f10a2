import type { Category, Subject, Test } from "#core/assignment/assignment.ts";

/** Builders for criteria trees: what a test does not say is the default of the format. */
export function testNamed(name: string, changes: Partial<Test> = {}): Test {
  return {
    id: name,
    name,
    type: "expect_output",
    template: "input_output",
    weight: 100,
    visibility: "visible",
    parameters: {},
    ...changes,
  };
}

export function category(changes: Partial<Category> = {}): Category {
  return { weight: 100, subjects: [], tests: [], ...changes };
}

export function subject(name: string, changes: Partial<Subject> = {}): Subject {
  return { name, weight: 100, subjects: [], tests: [], ...changes };
}
