import * as z from "zod";
import { type Test, Visibility } from "#core/assignment/assignment.ts";
import type { Language } from "#core/assignment/language.ts";
import { suggest } from "#core/assignment/reading/closest.ts";
import { collectParameters } from "#core/assignment/reading/collect-parameters.ts";
import { check, isRecord, keysOf, type Part, type Reading } from "#core/assignment/reading/reading.ts";
import { fileTargetProblems } from "#core/assignment/reading/file-target-problems.ts";
import { RelativePath } from "#core/assignment/reading/relative-path.ts";
import { quoted } from "#core/assignment/reading/shown.ts";
import { child, descend } from "#core/assignment/source/pointer.ts";
import type { TestFunction } from "#core/grading/test-function.ts";

/** What a test says of itself; its parameters are collected apart, since they may stand beside these keys. */
export const TestDefinition = z.strictObject({
  name: z.string().min(1).max(200).describe("For people; without a type, also the test function."),
  type: z.string().min(1).nullish().describe("The test function."),
  id: z
    .string()
    .regex(/^[A-Za-z0-9_.:-]{1,128}$/, { error: "must be 1 to 128 letters, digits, '_', '.', ':' or '-'" })
    .nullish()
    .describe("Unique in the assignment; made of the path unless given."),
  file: RelativePath.nullish().describe("The only submitted file the test may look at."),
  weight: z.number().min(0).nullish().describe("Relative to its siblings; 100 unless said."),
  visibility: Visibility.nullish().describe("Who sees its result; visible unless said."),
});
const ownKeys = keysOf(TestDefinition) ?? [];

/** What is known of an assignment when its tests are read; undefined is what could not be read. */
export interface TestSurroundings {
  readonly templates: readonly string[] | undefined;
  readonly languages: readonly Language[] | undefined;
  /** Whether files that no submission could ever satisfy are errors. */
  readonly strictFiles: boolean;
}

export type TestWithoutId = Omit<Test, "id"> & { readonly id: string | undefined };

export function readTest(
  reading: Reading,
  part: Part,
  { templates, languages, strictFiles }: TestSurroundings,
): TestWithoutId | undefined {
  const { value, pointer } = part;
  if (!isRecord(value)) {
    check(reading, TestDefinition, part);
    return undefined;
  }
  const own = Object.fromEntries(Object.entries(value).filter(([key]) => ownKeys.includes(key)));
  const definition = check(reading, TestDefinition, { value: own, pointer });
  const found = templates === undefined ? undefined : lookUp(reading, { value: own, pointer }, templates);
  if (found === undefined) return undefined;
  const { testFunction, template } = found;
  const given = collectParameters(
    reading,
    { value, pointer },
    { testFunction, testKeys: [...ownKeys, "parameters"] },
  );
  const parameters = readParameters(reading, given, { testFunction, languages });
  if (definition === undefined || parameters === undefined) return undefined;
  const { name, id, weight, visibility } = definition;
  const file = typeof definition.file === "string" && definition.file !== "all" ? definition.file : undefined;
  if (strictFiles && testFunction.looksAt !== undefined) {
    const named = { file, parameters, languages: languages ?? [] };
    for (const problem of fileTargetProblems(testFunction.looksAt, named)) {
      const { parameter, ...rest } = problem;
      const at = parameter === undefined ? child(pointer, "file") : child(given.pointer, parameter);
      reading.findings.error({ ...rest, pointer: at });
    }
  }
  return {
    id: id ?? undefined,
    name,
    type: testFunction.name,
    template,
    ...(file === undefined ? {} : { file }),
    weight: weight ?? 100,
    visibility: visibility ?? "visible",
    parameters,
  };
}

interface Found {
  readonly testFunction: TestFunction;
  readonly template: string;
}

/** The first template of the assignment that has the function; without a `type`, the name says which. */
function lookUp(reading: Reading, part: Part, templates: readonly string[]): Found | undefined {
  if (!isRecord(part.value)) return undefined;
  const key = typeof part.value["type"] === "string" || reading.spelling === "v1" ? "type" : "name";
  const type = part.value[key];
  if (typeof type !== "string" || type === "") return undefined;
  for (const template of templates) {
    const testFunction = reading.registry.get(template)?.functions.get(type);
    if (testFunction !== undefined) return { testFunction, template };
  }
  const known = templates.flatMap((name) => [...(reading.registry.get(name)?.functions.keys() ?? [])]);
  const what = key === "type" ? "test function" : "test function, and this test has no 'type'";
  reading.findings.error({
    code: "unknown_test_type",
    pointer: child(part.pointer, key),
    message: `${quoted(type)} is no ${what} of ${templates.join(", ")}; ${suggest(type, known)}`,
  });
  return undefined;
}

function readParameters(
  reading: Reading,
  part: Part,
  {
    testFunction,
    languages,
  }: { readonly testFunction: TestFunction; readonly languages: readonly Language[] | undefined },
): Record<string, unknown> | undefined {
  if (!isRecord(part.value)) return undefined;
  const parsed: unknown = check(reading, testFunction.parameters, part);
  if (!isRecord(parsed)) return undefined;
  for (const problem of (languages && testFunction.check?.(parsed, languages)) ?? []) {
    reading.findings.error({
      code: problem.code ?? "invalid_parameter",
      pointer: descend(part.pointer, problem.path),
      message: problem.message,
    });
  }
  return { ...parsed };
}
