import { describe, expect, it } from "vitest";
import { judge, type MarkedCase } from "#test/unit/core/assignment/marked-text.ts";

function withBase(base: string, rest = ""): string {
  return `template: input_output
languages: [python]
criteria:
  base:
${base}
${rest}`;
}

const problems: Readonly<Record<string, MarkedCase>> = {
  "an unknown test function": {
    text: withBase(`    weight: 100
    tests: [{name: t, type: ▶expect_outptu, expected_output: "8"}]`),
    pointer: "/criteria/base/tests/0/type",
    code: "unknown_test_type",
    says: ['"expect_outptu"', "did you mean 'expect_output'?"],
  },
  "a name that is no test function, without a type": {
    text: withBase(`    weight: 100
    tests: [{name: ▶adds two numbers}]`),
    pointer: "/criteria/base/tests/0/name",
    code: "unknown_test_type",
    says: ['"adds two numbers"', "no 'type'", "expect_output, dont_fail, expect_file_artifact"],
  },
  "a test without a name": {
    text: withBase(`    weight: 100
    tests:
      - ▶type: dont_fail
        program_command: CMD`),
    pointer: "/criteria/base/tests/0/name",
    code: "missing_key",
    says: ["'name'"],
  },
  "a test that is no object": {
    text: withBase(`    weight: 100
    tests: [▶dont_fail]`),
    pointer: "/criteria/base/tests/0",
    code: "wrong_type",
    says: ["an object", '"dont_fail"'],
  },
  "an unknown key of a test": {
    text: withBase(`    weight: 100
    tests: [{name: t, type: dont_fail, program_command: CMD, ▶wieght: 3}]`),
    pointer: "/criteria/base/tests/0/wieght",
    code: "unknown_key",
    says: ["'wieght'", "did you mean 'weight'?"],
  },
  "a parameter beside the keys of a test, misspelled": {
    text: withBase(`    weight: 100
    tests: [{name: t, type: expect_output, program_command: CMD, ▶expected_ouput: "8"}]`),
    pointer: "/criteria/base/tests/0/expected_ouput",
    code: "unknown_key",
    says: ["did you mean 'expected_output'?"],
  },
  "a required parameter, misspelled, without a second complaint that it is missing": {
    text: withBase(`    weight: 100
    tests: [{name: dont_fail, ▶program_comand: CMD}]`),
    pointer: "/criteria/base/tests/0/program_comand",
    code: "unknown_key",
    says: ["did you mean 'program_command'?"],
  },
  "a parameter that is missing": {
    text: withBase(`    weight: 100
    tests: [▶{name: dont_fail}]`),
    pointer: "/criteria/base/tests/0/parameters/program_command",
    code: "missing_key",
    says: ["program_command"],
  },
  "an unknown parameter in an object": {
    text: withBase(`    weight: 100
    tests: [{name: t, type: expect_output, parameters: {program_command: CMD, ▶expected: "8"}}]`),
    pointer: "/criteria/base/tests/0/parameters/expected",
    code: "unknown_parameter",
    says: ['"expected"', "did you mean 'expected_output'?"],
  },
  "a number where text is expected": {
    text: withBase(`    weight: 100
    tests: [{name: t, type: expect_output, program_command: CMD, expected_output: ▶08}]`),
    pointer: "/criteria/base/tests/0/expected_output",
    code: "wrong_type",
    says: ["the number 8", 'quote it: "08"'],
  },
  "a wrong parameter in a list of names and values": {
    text: withBase(`    weight: 100
    tests:
      - name: t
        type: expect_output
        parameters:
          - {name: program_command, value: CMD}
          - {name: expected_output, value: ▶1.50}`),
    pointer: "/criteria/base/tests/0/parameters/1/value",
    code: "wrong_type",
    says: ['quote it: "1.50"'],
  },
  "a boolean in other words": {
    text: withBase(`    weight: 100
    tests: [{name: t, type: expect_output, program_command: CMD, normalization: ▶yes}]`),
    pointer: "/criteria/base/tests/0/normalization",
    code: "wrong_type",
    says: ['"yes"', "true or false"],
  },
  "a list entry without a value": {
    text: withBase(`    weight: 100
    tests: [{name: dont_fail, program_command: CMD, parameters: [▶{name: user_input}]}]`),
    pointer: "/criteria/base/tests/0/parameters/0/value",
    code: "missing_key",
    says: ["'value'", "add it"],
  },
  "a parameter given twice": {
    text: withBase(`    weight: 100
    tests: [{name: dont_fail, parameters: {program_command: CMD}, program_command: ▶CMD}]`),
    pointer: "/criteria/base/tests/0/program_command",
    code: "duplicate_parameter",
    says: ['"program_command"', "keep one"],
  },
  "parameters that are text": {
    text: withBase(`    weight: 100
    tests: [{name: dont_fail, program_command: CMD, parameters: ▶none}]`),
    pointer: "/criteria/base/tests/0/parameters",
    code: "wrong_type",
    says: ['"none"', "list of {name, value}"],
  },
  "a command map without one of the languages": {
    text: `template: input_output
languages: [python, java]
criteria:
  base:
    weight: 100
    tests: [{name: dont_fail, program_command: ▶{python: python3 main.py}}]`,
    pointer: "/criteria/base/tests/0/program_command",
    code: "missing_language_command",
    says: ["java"],
  },
  "the id of another test": {
    text: withBase(`    weight: 100
    tests:
      - {id: one, name: dont_fail, program_command: CMD}
      - {id: ▶one, name: dont_fail, program_command: CMD}`),
    pointer: "/criteria/base/tests/1/id",
    code: "duplicate_id",
    says: ['"one"', "/criteria/base/tests/0", "choose another"],
  },
  "an id with a space": {
    text: withBase(`    weight: 100
    tests: [{id: ▶my test, name: dont_fail, program_command: CMD}]`),
    pointer: "/criteria/base/tests/0/id",
    code: "invalid_value",
    says: ["my test", "letters"],
  },
  "an unknown visibility": {
    text: withBase(`    weight: 100
    tests: [{name: dont_fail, program_command: CMD, visibility: ▶hiden}]`),
    pointer: "/criteria/base/tests/0/visibility",
    code: "invalid_value",
    says: ['"hiden"', "did you mean 'hidden'?"],
  },
  "a file outside the submission": {
    text: withBase(`    weight: 100
    tests: [{name: dont_fail, program_command: CMD, file: ▶../main.py}]`),
    pointer: "/criteria/base/tests/0/file",
    code: "invalid_value",
    says: ["../main.py", "'..'"],
  },
  "a negative test weight": {
    text: withBase(`    weight: 100
    tests: [{name: dont_fail, program_command: CMD, weight: ▶-1}]`),
    pointer: "/criteria/base/tests/0/weight",
    code: "out_of_range",
    says: ["at least 0", "-1"],
  },
};

describe("tests are refused at the place that is wrong", () => {
  it.each(Object.entries(problems))("%s", (_name, wanted) => {
    const { found, expected } = judge(wanted);

    expect(found).toEqual(expected);
  });
});
