import { describe, expect, it } from "vitest";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import { judge, type MarkedCase } from "#test/unit/core/assignment/marked-text.ts";

const minimal = `template_name: input_output
languages: [PYTHON]
criteria_config:
  base: {weight: 100, tests: [{name: dont_fail, program_command: CMD}]}`;

function withTest(test: string): string {
  return `template_name: input_output
languages: [python]
criteria_config:
  base:
    weight: 100
    tests: [${test}]`;
}

/** Findings name what the file has: the names of the reference system, where they stand. */
const problems: Readonly<Record<string, MarkedCase>> = {
  "no criteria": {
    text: "▶template_name: input_output\nlanguages: [python]",
    pointer: "/criteria_config",
    code: "missing_key",
    says: ["'criteria_config'"],
  },
  "an unknown template": {
    text: minimal.replace("input_output", "▶web_dev"),
    pointer: "/template_name",
    code: "unknown_template",
    says: ['"web_dev"'],
  },
  "no base": {
    text: "template_name: input_output\nlanguages: [python]\n▶criteria_config: {}",
    pointer: "/criteria_config/base",
    code: "missing_key",
    says: ["'base'"],
  },
  "parameters as an object": {
    text: withTest(`{name: dont_fail, parameters: ▶{program_command: CMD}, program_command: CMD}`),
    pointer: "/criteria_config/base/tests/0/parameters",
    code: "wrong_type",
    says: ["a list of {name, value}", "an object"],
  },
  "a parameter of a wrong type": {
    text: withTest(
      `{name: expect_output, parameters: [{name: expected_output, value: ▶8}, {name: program_command, value: CMD}]}`,
    ),
    pointer: "/criteria_config/base/tests/0/parameters/0/value",
    code: "wrong_type",
    says: ['quote it: "8"'],
  },
  "an unknown key of the root, which is ignored": {
    text: `${minimal}\n▶external_assignment_id: a1`,
    pointer: "/external_assignment_id",
    code: "unknown_key",
    says: ["is ignored"],
  },
  "one of our names, which is ignored": {
    text: `${minimal}\n▶setup: {}`,
    pointer: "/setup",
    code: "unknown_key",
    says: ["'setup' is ignored", "write 'setup_config'"],
  },
  "an unknown key of the criteria, which is ignored": {
    text: `${minimal}\n  ▶test_library: x`,
    pointer: "/criteria_config/test_library",
    code: "unknown_key",
    says: ["is ignored"],
  },
  "a share that is no whole number": {
    text: `template_name: input_output
languages: [python]
criteria_config:
  base:
    weight: 100
    subjects_weight: ▶33.3
    tests: [{name: dont_fail, program_command: CMD}]
    subjects: [{subject_name: A, weight: 1, tests: [{name: dont_fail, program_command: CMD}]}]`,
    pointer: "/criteria_config/base/subjects_weight",
    code: "out_of_range",
    says: ["a whole number", "33.3"],
  },
  "an unknown parameter, which is ignored": {
    text: withTest(`{name: dont_fail, program_command: CMD, ▶user_inptu: "7"}`),
    pointer: "/criteria_config/base/tests/0/user_inptu",
    code: "unknown_parameter",
    says: ["is ignored", "did you mean 'user_input'?"],
  },
  "a language in upper case, which is ignored": {
    text: `${minimal}\nsetup_config: {▶PYTHON: {required_files: [a]}}`,
    pointer: "/setup_config/PYTHON",
    code: "unknown_key",
    says: ["is ignored", "did you mean 'python'?"],
  },
  "the flat form of old, which is ignored": {
    text: `${minimal}\nsetup_config: {▶required_files: [a]}`,
    pointer: "/setup_config/required_files",
    code: "unknown_key",
    says: ["is ignored", "under the language"],
  },
  "another key under global, which is ignored": {
    text: `${minimal}\nsetup_config: {global: {▶required_files: [a]}}`,
    pointer: "/setup_config/global/required_files",
    code: "unknown_key",
    says: ["is ignored"],
  },
  "a choice of feedback that there is none of": {
    text: `${minimal}\nfeedback_config: {general: {▶show_test_details: true}}`,
    pointer: "/feedback_config/general/show_test_details",
    code: "unknown_key",
    says: ["is ignored"],
  },
  "an asset of a wrong shape": {
    text: `${minimal}\nsetup_config: {assets: [{source: a, target: ▶tmp/a}]}`,
    pointer: "/setup_config/assets/0/target",
    code: "invalid_value",
    says: ['"tmp/a"'],
  },
};

describe("a config of the reference system is judged in its own words", () => {
  it.each(Object.entries(problems))("%s", (_name, wanted) => {
    const { found, expected } = judge(wanted);

    expect(found).toEqual(expected);
  });
});

describe("a config of the reference system is read", () => {
  function read(text: string) {
    const result = readAssignment(text, "assignment.yaml");
    if (!result.ok) throw new Error(JSON.stringify(result.findings));
    return result;
  }

  it("with numbers in quotes", () => {
    const { assignment } = read(`template_name: [input_output]
languages: [python]
criteria_config:
  base:
    weight: "100"
    subjects_weight: "40"
    tests: [{name: dont_fail, program_command: CMD, weight: " 2.5 "}]
    subjects: [{subject_name: A, weight: "7", tests: [{name: dont_fail, program_command: CMD}]}]`);

    const { base } = assignment.criteria;
    expect([base.weight, base.subjectsWeight, base.tests[0]?.weight, base.subjects[0]?.weight]).toEqual([
      100, 40, 2.5, 7,
    ]);
  });

  it("with every other key of a test as a parameter that overrides the list", () => {
    const { assignment, findings } = read(
      withTest(
        `{name: dont_fail, parameters: [{name: user_input, value: a}, {name: program_command, value: CMD}], user_input: b}`,
      ),
    );

    expect(assignment.criteria.base.tests[0]?.parameters).toMatchObject({
      user_input: "b",
      program_command: "CMD",
    });
    expect(findings).toMatchObject([
      {
        severity: "warning",
        code: "duplicate_parameter",
        pointer: "/criteria_config/base/tests/0/user_input",
      },
    ]);
  });

  it("with setup commands that have keys of their own, which are ignored", () => {
    const { assignment, findings } = read(`${minimal}
setup_config: {python: {setup_commands: [{name: Build, command: make, timeout: 5}]}}`);

    expect(assignment.setup.languages.python?.setupCommands).toEqual([
      { name: "Build", command: { shell: "make" } },
    ]);
    expect(findings.map(({ severity, pointer }) => `${severity} ${pointer}`)).toEqual([
      "warning /setup_config/python/setup_commands/0/timeout",
    ]);
  });

  it("with empty sections, and with the limits that only we have", () => {
    const { assignment } = read(`${minimal}
setup_config: null
feedback_config: null
limits: {command: {wall: 5s}}`);

    expect(assignment.limits.command.wallMs).toBe(5_000);
    expect(assignment.languages).toEqual(["python"]);
  });
});
