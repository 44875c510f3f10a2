import { expect, it } from "vitest";
import * as z from "zod";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import type { Template, TestFunction } from "#core/grading/test-function.ts";

function named(name: string, parameter: string): [string, TestFunction] {
  const parameters = z.strictObject({ [parameter]: z.string().optional() });
  return [name, { name, asserts: "", parameters, run: () => expect.fail("nothing is graded here") }];
}

function template(name: string, ...functions: readonly [string, TestFunction][]): [string, Template] {
  return [name, { name, requiresSandbox: false, functions: new Map(functions) }];
}

/** Both templates have `shared`, each with a parameter of its own. */
const registry = new Map([
  template("first", named("shared", "of_first"), named("only_first", "x")),
  template("second", named("shared", "of_second"), named("only_second", "x")),
]);

function templatesOf(templateList: unknown, ...tests: readonly Record<string, unknown>[]) {
  const file = {
    template: templateList,
    languages: ["python"],
    criteria: { base: { weight: 100, tests } },
  };
  const reading = readAssignment(JSON.stringify(file), "assignment.json", registry);
  if (!reading.ok) return reading.findings.map(({ pointer, message }) => `${pointer}: ${message}`);
  return reading.assignment.criteria.base.tests.map((test) => `${test.type} of ${test.template}`);
}

it.each([
  ["a list", ["first", "second"], ["second", "first"]],
  ["text with commas", "first, second", " second,first ,"],
])("a test function is looked up in the order of %s, and the first hit counts", (_, ahead, behind) => {
  const tests = [{ name: "a", type: "shared" }, { name: "b", type: "only_second" }, { name: "only_first" }];
  expect(templatesOf(ahead, ...tests)).toEqual([
    "shared of first",
    "only_second of second",
    "only_first of first",
  ]);
  expect(templatesOf(behind, ...tests)).toEqual([
    "shared of second",
    "only_second of second",
    "only_first of first",
  ]);
});

it("the parameters are those of the function that was found", () => {
  const test = { name: "a", type: "shared", of_second: "x" };
  expect(templatesOf(["second", "first"], test)).toEqual(["shared of second"]);
  expect(templatesOf(["first", "second"], test)).toEqual([
    expect.stringContaining("/criteria/base/tests/0/of_second: unknown key 'of_second'"),
  ]);
});

it("a template that the assignment does not name is not looked at", () => {
  expect(templatesOf("first", { name: "a", type: "only_second" })).toEqual([
    expect.stringMatching(/^\/criteria\/base\/tests\/0\/type: "only_second" is no test function of first/),
  ]);
});
