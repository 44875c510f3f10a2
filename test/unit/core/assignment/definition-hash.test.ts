import * as fc from "fast-check";
import { stringify } from "yaml";
import { describe, expect, it } from "vitest";
import type { Assignment } from "#core/assignment/assignment.ts";
import { canonicalJson } from "#core/assignment/canonical-json.ts";
import { definitionHash } from "#core/assignment/definition-hash.ts";
import { readAssignment } from "#core/assignment/read-assignment.ts";

const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).filter((text) => /\S/.test(text));
const weight = fc.integer({ min: 0, max: 100 });
const test = fc.record(
  {
    name: word,
    type: fc.constant("expect_output"),
    weight: fc.oneof(weight, fc.constant(null)),
    visibility: fc.constantFrom("visible", "hidden", "after_due"),
    parameters: fc.record({
      inputs: fc.array(fc.string()),
      expected_output: fc.string(),
      program_command: fc.constantFrom("CMD", { c: "./main", python: "python3 main.py" }),
    }),
  },
  { requiredKeys: ["name", "type", "parameters"] },
);
const tests = fc.array(test, { minLength: 1, maxLength: 4 });
const subject = fc.record({ subject_name: word, weight, tests });
const category = fc.oneof(
  fc.record({ weight, tests }),
  fc.record({
    weight,
    tests,
    subjects_weight: weight,
    subjects: fc.array(subject, { minLength: 1, maxLength: 3 }),
  }),
);
const definition = fc.record(
  {
    title: word,
    template: fc.constantFrom("input_output", ["input_output"]),
    languages: fc.uniqueArray(fc.constantFrom("python", "c"), { minLength: 1 }),
    criteria: fc.record({ base: category, bonus: category }, { requiredKeys: ["base"] }),
    setup: fc.record({
      assets: fc
        .uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/))
        .map((names) => names.map((name) => ({ source: name, target: `/tmp/${name}` }))),
      c: fc.record({
        setup_commands: fc.array(fc.constantFrom("make", ["make", "all"], { name: "x", command: "make" })),
      }),
    }),
    limits: fc.record({ command: fc.record({ wall: fc.constantFrom("1s", "500ms") }) }),
  },
  { requiredKeys: ["template", "languages", "criteria"] },
);

describe("what is valid in one form is the same in another", () => {
  it("in YAML and in JSON, with any indentation and any order of keys", () => {
    fc.assert(
      fc.property(definition, fc.integer({ min: 1, max: 6 }), (value, indent) => {
        const json = readAssignment(JSON.stringify(value), "assignment.json");
        const yaml = readAssignment(stringify(reversed(value), { indent, lineWidth: 0 }), "assignment.yaml");

        const asJson = assignmentOf(json);
        expect(assignmentOf(yaml)).toEqual(asJson);
        expect(definitionHash(assignmentOf(yaml))).toBe(definitionHash(asJson));
      }),
      { numRuns: 200 },
    );
  });

  it("in our names and in those of the reference system", () => {
    fc.assert(
      fc.property(definition, ({ template, criteria, setup, ...rest }) => {
        const ours = readAssignment(
          JSON.stringify({ template, criteria, setup, ...rest }),
          "assignment.json",
        );
        const classic = {
          template_name: template,
          criteria_config: listed(criteria),
          setup_config: setup,
          ...rest,
        };

        expect(assignmentOf(readAssignment(JSON.stringify(classic), "assignment.json"))).toEqual(
          assignmentOf(ours),
        );
      }),
    );
  });

  it("with defaults written out or left out", () => {
    const base = { weight: 100, tests: [{ name: "dont_fail", program_command: "CMD" }] };
    const short = { template: "input_output", languages: ["c"], criteria: { base } };
    const long = {
      ...short,
      setup: { assets: [] },
      limits: { command: { wall: "30s" } },
      submissions: { max_size: "50MiB" },
    };
    const other = { ...short, limits: { command: { wall: "29s" } } };

    const [a, b, c] = [short, long, other].map((value) =>
      definitionHash(assignmentOf(readAssignment(JSON.stringify(value), "assignment.json"))),
    );
    expect(b).toBe(a);
    expect(c).not.toBe(a);
  });
});

describe("canonical JSON", () => {
  it("does not depend on the order of keys, and is JSON of the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);

        expect(canonicalJson(reversed(value))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("keeps the order of lists and sorts by code unit", () => {
    expect(canonicalJson({ b: [2, 1], a: { é: 1, z: undefined, A: null } })).toBe(
      '{"a":{"A":null,"é":1},"b":[2,1]}',
    );
  });
});

function assignmentOf(read: ReturnType<typeof readAssignment>): Assignment {
  if (!read.ok) throw new Error(JSON.stringify(read.findings));
  return read.assignment;
}

/** The same value with every object's keys in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]: [string, unknown]) => [key, reversed(inner)] as const)
      .reverse(),
  );
}

/** Parameters as the list of names and values that the reference system wants. */
function listed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(listed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => {
      if (key !== "parameters" || typeof inner !== "object" || inner === null) return [key, listed(inner)];
      return [key, Object.entries(inner).map(([name, each]: [string, unknown]) => ({ name, value: each }))];
    }),
  );
}
