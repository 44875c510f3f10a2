import { describe, expect, it } from "vitest";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import { judge, type MarkedCase } from "#test/unit/core/assignment/marked-text.ts";

const passing = `
        - {name: t, type: dont_fail, program_command: CMD}`;

function withBase(base: string, rest = ""): string {
  return `template: input_output
languages: [python]
criteria:
  base:
${base}
${rest}`;
}

const problems: Readonly<Record<string, MarkedCase>> = {
  "no base": {
    text: `template: input_output
languages: [python]
▶criteria:
  bonus:
    weight: 10
    tests: [{name: t, type: dont_fail, program_command: CMD}]`,
    pointer: "/criteria/base",
    code: "missing_key",
    says: ["'base'", "add it"],
  },
  "a category without a weight": {
    text: `template: input_output
languages: [python]
criteria:
  ▶base:
    tests: [{name: t, type: dont_fail, program_command: CMD}]`,
    pointer: "/criteria/base/weight",
    code: "missing_key",
    says: ["'weight'", "add it"],
  },
  "a weight above 100": {
    text: withBase(`    weight: ▶150
    tests:${passing}`),
    pointer: "/criteria/base/weight",
    code: "out_of_range",
    says: ["at most 100", "150"],
  },
  "a weight in quotes": {
    text: withBase(`    weight: ▶"100"
    tests:${passing}`),
    pointer: "/criteria/base/weight",
    code: "wrong_type",
    says: ["a number", '"100"', "without quotes"],
  },
  "a negative penalty": {
    text: withBase(
      `    weight: 100
    tests:${passing}`,
      `  penalty:
    weight: ▶-20
    tests: [{name: p, type: dont_fail, program_command: CMD}]`,
    ),
    pointer: "/criteria/penalty/weight",
    code: "out_of_range",
    says: ["at least 0", "-20"],
  },
  "neither tests nor subjects": {
    text: `template: input_output
languages: [python]
criteria:
  ▶base: {weight: 100, tests: []}`,
    pointer: "/criteria/base",
    code: "empty_group",
    says: ["add at least one test"],
  },
  "tests and subjects without a share": {
    text: `template: input_output
languages: [python]
criteria:
  ▶base:
    weight: 100
    tests:${passing}
    subjects:
      - subject_name: A
        weight: 1
        tests: [{name: t, type: dont_fail, program_command: CMD}]`,
    pointer: "/criteria/base/subjects_weight",
    code: "missing_key",
    says: ["'subjects_weight'", "0 to 100"],
  },
  "subjects that are no list": {
    text: withBase(`    weight: 100
    subjects: ▶{A: {weight: 1}}`),
    pointer: "/criteria/base/subjects",
    code: "wrong_type",
    says: ["a list", "an object"],
  },
  "a subject without a name": {
    text: withBase(`    weight: 100
    subjects:
      - ▶weight: 1
        tests: [{name: t, type: dont_fail, program_command: CMD}]`),
    pointer: "/criteria/base/subjects/0/subject_name",
    code: "missing_key",
    says: ["'subject_name'"],
  },
  "a subject with a weight above 100": {
    text: withBase(`    weight: 100
    subjects:
      - {subject_name: A, weight: ▶101, tests: [{name: t, type: dont_fail, program_command: CMD}]}`),
    pointer: "/criteria/base/subjects/0/weight",
    code: "out_of_range",
    says: ["101"],
  },
  "an unknown key of a category": {
    text: withBase(`    weight: 100
    ▶test:${passing}
    tests:${passing}`),
    pointer: "/criteria/base/test",
    code: "unknown_key",
    says: ["'test'", "did you mean 'tests'?"],
  },
  "an unknown category": {
    text: `template: input_output
languages: [python]
criteria:
  base: {weight: 100, tests: [{name: t, type: dont_fail, program_command: CMD}]}
  ▶bouns: {weight: 10, tests: [{name: t, type: dont_fail, program_command: CMD}]}`,
    pointer: "/criteria/bouns",
    code: "unknown_key",
    says: ["did you mean 'bonus'?"],
  },
};

describe("criteria are refused at the place that is wrong", () => {
  it.each(Object.entries(problems))("%s", (_name, wanted) => {
    const { found, expected } = judge(wanted);

    expect(found).toEqual(expected);
  });

  it("with more tests than an assignment may have", () => {
    const tests = Array.from({ length: 501 }, (_, index) => ({
      name: `t${index}`,
      type: "dont_fail",
      program_command: "CMD",
    }));
    const root = { template: "input_output", languages: ["c"], criteria: { base: { weight: 100, tests } } };

    const read = readAssignment(JSON.stringify(root), "assignment.json");

    expect(read.findings.map(({ code, pointer }) => ({ code, pointer }))).toEqual([
      { code: "too_many_tests", pointer: "/criteria/base/tests/500" },
    ]);
  });

  it("with subjects that are nested too deep", () => {
    let group: object = { tests: [{ name: "dont_fail", program_command: "CMD" }] };
    for (let depth = 0; depth < 9; depth += 1) {
      group = { subjects: [{ subject_name: "s", weight: 1, ...group }] };
    }
    const root = {
      template: "input_output",
      languages: ["c"],
      criteria: { base: { weight: 100, ...group } },
    };

    const read = readAssignment(JSON.stringify(root), "assignment.json");

    expect(read.findings.map(({ code, pointer }) => ({ code, pointer }))).toEqual([
      { code: "too_deep", pointer: `/criteria/base${"/subjects/0".repeat(9)}` },
    ]);
  });
});

describe("criteria are read", () => {
  function baseOf(tests: string) {
    const read = readAssignment(withBase(tests), "assignment.yaml");
    if (!read.ok) throw new Error(JSON.stringify(read.findings));
    return { base: read.assignment.criteria.base, findings: read.findings };
  }

  it("gives tests their defaults, and ids made of their path", () => {
    const { base } = baseOf(`    weight: 50
    tests:
      - {name: dont_fail, weight: null, file: all, program_command: CMD}
      - {name: dont_fail, weight: 900, file: src//main.py, visibility: hidden, program_command: CMD}
      - {name: own, id: my:own-1, type: dont_fail, program_command: CMD}`);

    const shape = {
      type: "dont_fail",
      template: "input_output",
      parameters: { user_input: "", program_command: "CMD" },
    };
    expect(base).toEqual({
      weight: 50,
      subjects: [],
      tests: [
        { ...shape, id: "base/dont_fail", name: "dont_fail", weight: 100, visibility: "visible" },
        {
          ...shape,
          id: "base/dont_fail#2",
          name: "dont_fail",
          file: "src/main.py",
          weight: 900,
          visibility: "hidden",
        },
        { ...shape, id: "my:own-1", name: "own", weight: 100, visibility: "visible" },
      ],
    });
  });

  it("takes parameters from a list, an object, or beside the test's own keys, with the same result", () => {
    const { base } = baseOf(`    weight: 100
    tests:
      - {name: t, type: expect_output, parameters: [{name: program_command, value: CMD}, {name: expected_output, value: "8"}]}
      - {name: t, type: expect_output, parameters: {program_command: CMD, expected_output: "8"}}
      - {name: t, type: expect_output, program_command: CMD, expected_output: "8"}`);

    const [first, ...others] = base.tests.map(({ parameters }) => parameters);
    expect(first).toMatchObject({ program_command: "CMD", expected_output: "8" });
    expect(others).toEqual([first, first]);
  });

  it("lets a share of 0 stand, for it can only mean that the subjects do not count", () => {
    const { base } = baseOf(`    weight: 100
    subjects_weight: 0
    tests: [{name: dont_fail, program_command: CMD}]
    subjects: [{subject_name: A, weight: 0, tests: [{name: dont_fail, program_command: CMD}]}]`);

    expect(base.subjectsWeight).toBe(0);
    expect(base.subjects[0]?.tests[0]?.id).toBe("base/A/dont_fail");
  });

  it("drops a share that has no effect, and says so", () => {
    const { base, findings } = baseOf(`    weight: 100
    subjects_weight: 60
    tests: [{name: dont_fail, program_command: CMD}]`);

    expect(base.subjectsWeight).toBeUndefined();
    expect(findings).toMatchObject([
      {
        severity: "warning",
        code: "not_used",
        pointer: "/criteria/base/subjects_weight",
        line: 6,
        column: 5,
      },
    ]);
  });
});
