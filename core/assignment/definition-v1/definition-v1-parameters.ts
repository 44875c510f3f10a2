import * as z from "zod";
import { check, keysOf, type Reading } from "#core/assignment/reading/reading.ts";
import { child } from "#core/assignment/source/pointer.ts";

type Fields = Readonly<Record<string, unknown>>;

const count = z.int().min(0);

/** What v1 says of a parameter, by its name, wherever a test function has one of that name. */
const stricter: Readonly<Record<string, z.ZodType>> = {
  required_count: count,
  max_allowed: count,
  min_items: count,
  count,
  inputs: z.array(z.unknown()),
  user_input: z.string(),
  program_command: z.union([z.string(), z.record(z.string(), z.string())], {
    error: "must be text, or an object with text for every language",
  }),
};

/** Where ours has no default, or another one. */
const defaults: Readonly<Record<string, unknown>> = {
  required_count: 0,
  max_allowed: 0,
  min_items: 0,
  count: 0,
  forbidden_imports: [],
  forbidden_keywords: [],
  custom_ast_grep_rules: [],
  class_names: [],
  methods: [],
};

/** Where ours has a default. */
const required: Readonly<Record<string, readonly string[]>> = {
  expect_output: ["expected_output"],
  expect_file_artifact: ["expected_content"],
};

/** The parameters of one test with v1's defaults; the test function's own schema judges the rest. */
export function fromParametersV1(
  reading: Reading,
  { type, value, pointer }: { readonly type: unknown; readonly value: Fields; readonly pointer: string },
): Fields {
  const known = typeof type === "string" ? parametersOf(reading, type) : [];
  for (const name of typeof type === "string" && Object.hasOwn(required, type)
    ? (required[type] ?? [])
    : []) {
    if (Object.hasOwn(value, name)) continue;
    const message = `'${name}' is missing; add it`;
    reading.findings.error({ code: "missing_key", pointer: child(pointer, name), message });
  }
  const kept = Object.entries(value).filter(([name, given]) => {
    const schema = Object.hasOwn(stricter, name) && known.includes(name) ? stricter[name] : undefined;
    if (schema === undefined) return true;
    const before = reading.findings.errors;
    check(reading, schema, { value: given, pointer: child(pointer, name) });
    return reading.findings.errors === before;
  });
  const filledIn = Object.entries(defaults).filter(([name]) => known.includes(name));
  return { ...Object.fromEntries(filledIn), ...Object.fromEntries(kept) };
}

function parametersOf({ registry }: Reading, type: string): readonly string[] {
  for (const template of registry.values()) {
    const found = template.functions.get(type);
    if (found !== undefined) return keysOf(found.parameters) ?? [];
  }
  return [];
}
