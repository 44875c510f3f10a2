import type { Assignment, Test } from "#core/assignment/assignment.ts";
import { testsOf } from "#core/assignment/tests-of.ts";
import type { GradedResult, SubjectResult, TestResult } from "#core/grading/result.ts";
import { mayShowDetails } from "#core/report/details.ts";
import type { CategoryOutcome, SubjectOutcome, TestOutcome } from "#core/report/outcome-v1-schema.ts";

interface Graded {
  readonly result: GradedResult;
  /** By their ids. */
  readonly defined: ReadonlyMap<string, Test>;
}

/** The tree of a result; what tests were given is in `definition`, without which they have no parameters. */
export function treeOf(result: GradedResult, definition: Assignment | undefined) {
  const { bonus, penalty } = result.categories;
  const tests = definition === undefined ? [] : testsOf(definition.criteria);
  const graded = { result, defined: new Map(tests.map((test) => [test.id, test])) };
  return {
    type: "root" as const,
    name: "root" as const,
    score: rounded(result.score),
    base: category(graded, "base", result.categories.base),
    bonus: bonus === undefined ? null : category(graded, "bonus", bonus),
    penalty: penalty === undefined ? null : category(graded, "penalty", penalty),
  };
}

function category(
  graded: Graded,
  name: CategoryOutcome["name"],
  { score, weight, subjects = [] }: GradedResult["categories"]["base"],
): CategoryOutcome {
  const own = graded.result.tests.filter((test) => test.category === name);
  const inSubjects = new Set(subjects.flatMap(pathsOf));
  return {
    type: "category",
    name,
    score: rounded(score),
    weight,
    subjects: subjects.map((each) => subject(each, graded)),
    tests: own.filter(({ path }) => !inSubjects.has(path)).map((test) => testOf(test, graded)),
  };
}

function subject({ name, score, weight, ...inner }: SubjectResult, graded: Graded): SubjectOutcome {
  return {
    type: "subject",
    name,
    score: rounded(score),
    weight,
    subjects: inner.subjects.map((each) => subject(each, graded)),
    tests: graded.result.tests
      .filter(({ path }) => inner.tests.includes(path))
      .map((test) => testOf(test, graded)),
  };
}

function testOf(test: TestResult, { result, defined }: Graded): TestOutcome {
  const { id, type, name, score, weight, message } = test;
  const shown = mayShowDetails(test, result);
  const { file, parameters = {} } = (shown ? defined.get(id) : undefined) ?? {};
  return {
    type: "test",
    id,
    evaluator: type,
    name,
    score: rounded(score),
    weight,
    report: shown ? message : "",
    file_target: file === undefined ? null : [file],
    parameters,
  };
}

function pathsOf({ tests, subjects }: SubjectResult): readonly string[] {
  return [...tests, ...subjects.flatMap(pathsOf)];
}

/** As the contract has its numbers. */
export function rounded(value: number): number {
  return Number(value.toFixed(2));
}
