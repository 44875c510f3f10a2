import { readFileSync } from "node:fs";
import * as z from "zod";
import { describe, expect, it } from "vitest";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import type { Template, TestFunction } from "#core/grading/test-function.ts";

/**
 * Which configs the reference system accepts, and where it finds what is wrong with the others.
 * It finds that only when a student is graded; we say it when the config is uploaded.
 */
const Cases = z.object({
  cases: z.array(
    z.object({
      id: z.string(),
      note: z.string(),
      input: z.looseObject({ language: z.string().optional() }),
      expected: z.looseObject({ status: z.string().optional() }),
    }),
  ),
});

const { cases } = Cases.parse(
  JSON.parse(readFileSync(new URL("cases/config_validation.json", import.meta.url), "utf8")),
);

/** Where each rejected config is wrong, as a pointer into it. */
const places: Readonly<Record<string, string>> = {
  V01: "/criteria_config/base",
  V05: "/criteria_config/base/weight",
  V06: "/criteria_config/penalty/weight",
  V07: "/criteria_config/base/weight",
  V08: "/criteria_config/base/subjects/0/weight",
  V11: "/criteria_config/base/tests/0/parameters",
  V12: "/criteria_config/base/tests/0/name",
  V13: "/template_name",
  V14: "/template_name",
  V18: "/criteria_config/base/subjects_weight",
  V20: "/criteria_config/base/tests/0/parameters/0/value",
  V23: "/criteria_config/base/subjects",
  V24: "/criteria_config/base/tests/0/parameters/0/value",
  V25: "/criteria_config/base/tests/0/parameters/1/value",
};

/** The rules here do not depend on what a test function does, only on the parameters it takes. */
const registry: ReadonlyMap<string, Template> = new Map([
  template("webdev", { has_tag: { tag: z.string(), required_count: z.int().default(0) } }),
  template("static_analysis", {
    forbidden_import: { forbidden_imports: z.array(z.string()) },
    forbidden_keyword: { forbidden_keywords: z.array(z.string()) },
  }),
]);

describe("configs of the reference system", () => {
  const accepted = cases.filter(({ expected }) => expected.status === "success");
  const rejected = cases.filter(({ expected }) => expected.status !== "success");

  it.each(accepted.map((each) => [each.id, each.note, each] as const))(
    "%s is accepted: %s",
    (_id, _note, { input }) => {
      expect(errorsOf(input)).toEqual([]);
    },
  );

  it.each(rejected.map((each) => [each.id, each.note, each] as const))(
    "%s is rejected where it is wrong: %s",
    (id, _note, { input }) => {
      expect(errorsOf(input)).toEqual([places[id]]);
    },
  );
});

/** The pointers of all errors. */
function errorsOf({
  language,
  files: _files,
  ...config
}: z.infer<typeof Cases>["cases"][number]["input"]): string[] {
  const stored = { ...config, languages: [language ?? "python"] };
  const { findings } = readAssignment(JSON.stringify(stored), "assignment.json", registry);
  return findings.filter(({ severity }) => severity === "error").map(({ pointer }) => pointer);
}

function template(name: string, functions: Readonly<Record<string, z.ZodRawShape>>): [string, Template] {
  const tests = Object.entries(functions).map(([key, shape]): [string, TestFunction] => [
    key,
    {
      name: key,
      asserts: "",
      parameters: z.strictObject(shape),
      run: () => Promise.reject(new Error("nothing is graded here")),
    },
  ]);
  return [name, { name, requiresSandbox: false, functions: new Map(tests) }];
}
