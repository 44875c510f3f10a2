import type { Assignment, Test } from "#core/assignment/assignment.ts";
import { testsOf } from "#core/assignment/tests-of.ts";
import { templates } from "#core/templates/registry.ts";

/**
 * Every submitted path that an assignment names: required files, the file of a test, and what parameters name.
 * By these a folder that an upload must have is told from the one that it was only packed in.
 */
export function namedPaths({ criteria, setup }: Assignment): string[] {
  const required = Object.values(setup.languages).flatMap(({ requiredFiles }) => requiredFiles);
  return [...required, ...testsOf(criteria).flatMap(pathsOf)];
}

function pathsOf({ template, type, file, parameters }: Test): string[] {
  const testFunction = templates.get(template)?.functions.get(type);
  const given = testFunction?.parameters.safeParse(parameters);
  const named = given?.success === true ? (testFunction?.paths?.(given.data) ?? []) : [];
  return [...(file === undefined ? [] : [file]), ...named];
}
