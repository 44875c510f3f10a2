import { describe, expect, it } from "vitest";
import { defaultFeedback } from "#core/assignment/feedback.ts";
import { definitionHash } from "#core/assignment/definition-hash.ts";
import { toDefinitionErrors } from "#core/assignment/definition-v1/definition-errors.ts";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import { definition, invalid, sum, test, valid, type Json } from "./examples.ts";

const python = sum("python3 main.py");

function read(each: Json) {
  return readAssignment(JSON.stringify(each), "definition.json");
}

function errorsOf(each: Json): { readonly code: string; readonly path: readonly (string | number)[] }[] {
  return toDefinitionErrors(read(each).findings).map(({ code, path }) => ({ code, path }));
}

describe("definition v1 is accepted unchanged", () => {
  it("has eleven examples here", () => {
    expect(Object.keys(valid)).toHaveLength(11);
  });

  it.each(Object.entries(valid))("%s", (_name, each) => {
    expect(errorsOf(each)).toEqual([]);
  });
});

describe("definition v1 refuses, by its own code and at its own place", () => {
  it("has eight examples here", () => {
    expect(Object.keys(invalid)).toHaveLength(8);
  });

  it.each(Object.entries(invalid))("%s", (_name, { definition: each, code, path }) => {
    expect(errorsOf(each)).toEqual([{ code, path }]);
  });
});

const first = ["criteria", "base", "tests", 0];
const base = ["criteria", "base"];

describe("definition v1 is strict", () => {
  const prepared = (preparation: Json) => definition([python], { preparation });
  const { weight: _weight, ...weightless } = python;
  it.each<[string, Json, (string | number)[]]>([
    ["another version", definition([python], { schema_version: "2.0" }), ["schema_version"]],
    ["an unknown key of the root", definition([python], { setup: {} }), ["setup"]],
    ["templates with commas", definition([python], { templates: "input_output" }), ["templates"]],
    [
      "a template twice",
      definition([python], { templates: ["input_output", "input_output"] }),
      ["templates", 1],
    ],
    ["a language in upper case", definition([python], { languages: ["PYTHON"] }), ["languages", 0]],
    ["a language twice", definition([python], { languages: ["python", "python"] }), ["languages", 1]],
    ["a base of less than 100", definition([python], {}, { weight: 50 }), [...base, "weight"]],
    ["a weight in quotes", definition([{ ...python, weight: "100" }]), [...first, "weight"]],
    ["a weight that is a boolean", definition([{ ...python, weight: true }]), [...first, "weight"]],
    [
      "a share where there are no subjects",
      definition([python], {}, { subjects_weight: 50 }),
      [...base, "subjects_weight"],
    ],
    ["a test without an id", definition([{ ...python, id: undefined }]), [...first, "id"]],
    ["a test without a type", definition([{ ...python, type: undefined }]), [...first, "type"]],
    ["a test without a name", definition([{ ...python, name: undefined }]), [...first, "name"]],
    [
      "a test without parameters",
      definition([{ ...python, parameters: undefined }]),
      [...first, "parameters"],
    ],
    ["a parameter beside them", definition([{ ...weightless, inputs: [] }]), [...first, "inputs"]],
    [
      "a visibility, which is ours",
      definition([{ ...python, visibility: "hidden" }]),
      [...first, "visibility"],
    ],
    ["metadata that is no object", definition([{ ...python, metadata: [] }]), [...first, "metadata"]],
    ["an id with a space", definition([{ ...python, id: "a b" }]), [...first, "id"]],
    ["a file outside", definition([{ ...python, file: "../x.py" }]), [...first, "file"]],
    ["all files by the classic word", definition([{ ...python, file: "all" }]), [...first, "file"]],
    [
      "no expected output",
      definition([test("expect_output", { program_command: "CMD" })]),
      [...first, "parameters", "expected_output"],
    ],
    [
      "a command as a list",
      definition([sum(["python3", "main.py"])]),
      [...first, "parameters", "program_command"],
    ],
    [
      "an absolute fixture",
      prepared({ fixtures: [{ reference: "a", path: "/a" }] }),
      ["preparation", "fixtures", 0, "path"],
    ],
    [
      "a fixture that leaves",
      prepared({ fixtures: [{ reference: "a", path: "../a" }] }),
      ["preparation", "fixtures", 0, "path"],
    ],
    [
      "a fixture's mode",
      prepared({ fixtures: [{ reference: "a", path: "a", mode: 1 }] }),
      ["preparation", "fixtures", 0, "mode"],
    ],
    [
      "two fixtures at one place",
      prepared({
        fixtures: [
          { reference: "a", path: "x" },
          { reference: "b", path: "x" },
        ],
      }),
      ["preparation", "fixtures", 1, "path"],
    ],
    [
      "a language that is not allowed",
      prepared({ languages: { java: {} } }),
      ["preparation", "languages", "java"],
    ],
    [
      "a setup command without a name",
      prepared({ languages: { python: { setup_commands: [{ command: "true" }] } } }),
      ["preparation", "languages", "python", "setup_commands", 0, "name"],
    ],
    [
      "a required file twice",
      prepared({ languages: { python: { required_files: ["a", "a"] } } }),
      ["preparation", "languages", "python", "required_files", 1],
    ],
    [
      "reading for a test that is not there",
      definition([python], {
        feedback: {
          preferences: { general: { online_content: [{ url: "u", description: "d", linked_tests: ["x"] }] } },
        },
      }),
      ["feedback", "preferences", "general", "online_content", 0, "linked_tests", 0],
    ],
  ])("about %s", (_name, each, path) => {
    expect(errorsOf(each)).toEqual([{ code: "INVALID_DEFINITION", path }]);
  });
});

describe("a file that no submission could satisfy is an error of the definition", () => {
  const web = (each: Json) => definition([each], { templates: ["webdev"] });
  const rules = (each: Json) => definition([each], { templates: ["static_analysis"] });
  const unused = (html_file: string, css_file: string, changes: Json = {}) =>
    web(test("count_unused_css_classes", { html_file, css_file }, changes));
  const parameter = (name: string) => [...first, "parameters", name];
  it.each<[string, Json, string, (string | number)[]]>([
    [
      "a page that is none",
      web(test("has_tag", { tag: "p" }, { file: "README.md" })),
      "UNSUPPORTED_FILE_TYPE",
      [...first, "file"],
    ],
    [
      "a source of a language that is not allowed",
      rules(test("forbidden_import", { forbidden_imports: ["os"] }, { file: "Main.java" })),
      "UNSUPPORTED_FILE_TYPE",
      [...first, "file"],
    ],
    [
      "a style sheet that is none",
      unused("index.html", "index.js"),
      "UNSUPPORTED_FILE_TYPE",
      parameter("css_file"),
    ],
    [
      "a file beside two others",
      unused("index.html", "a.css", { file: "index.html" }),
      "FILE_TARGET_CONFLICT",
      [...first, "file"],
    ],
  ])("%s", (_name, each, code, path) => {
    expect(errorsOf(each)).toEqual([{ code, path }]);
  });

  it("and none in a config of the reference system, or in ours unless it asks for it", () => {
    const own = (changes: Json) => ({
      template: "webdev",
      criteria: { base: { weight: 100, tests: [{ name: "has_tag", tag: "p", file: "page.php" }] } },
      ...changes,
    });
    expect(errorsOf(own({}))).toEqual([]);
    expect(read(own({ file_selection: "strict" })).findings).toMatchObject([
      {
        code: "unsupported_file_type",
        pointer: "/criteria/base/tests/0/file",
        message: expect.stringContaining("name a file that ends with .html, .htm, .xhtml"),
      },
    ]);
  });
});

describe("what definition v1 means", () => {
  function assignmentOf(each: Json) {
    const reading = read(each);
    if (!reading.ok) expect.fail(JSON.stringify(reading.findings));
    return reading.assignment;
  }

  it("is the assignment that our own spelling says as well", () => {
    const { id, type, name, parameters } = python;
    const ours = {
      template: "input_output",
      languages: ["python"],
      file_selection: "strict",
      criteria: { base: { weight: 100, tests: [{ id, type, name, parameters }] } },
    };

    const v1 = definition([python], { feedback: {} });
    expect(definitionHash(assignmentOf(v1))).toBe(definitionHash(assignmentOf(ours)));
  });

  it("keeps that a report is wanted, also without wishes about it", () => {
    const { feedback } = assignmentOf(definition([python], { feedback: { enabled: true } }));

    expect(feedback).toEqual(defaultFeedback);
  });

  it("puts fixtures below their root and names their asset", () => {
    const fixtures = [{ reference: "sets/cities.csv", path: "data/cities.csv", read_only: false }];

    expect(assignmentOf(definition([python], { preparation: { fixtures } })).setup.assets).toMatchObject([
      { source: "sets/cities.csv", target: "/tmp/app/data/cities.csv", readOnly: false },
    ]);
  });

  it("makes a server of the setup command that leaves one running", () => {
    const { server, setup } = assignmentOf(valid["a server"] ?? {});

    expect(server?.commands).toEqual({ python: { shell: "python3 server.py > /tmp/server.log 2>&1" } });
    expect(setup.languages.python?.setupCommands).toEqual([]);
  });

  it("keeps the lines of a YAML file in what it finds", () => {
    const text = `schema_version: "1.0"
templates: [input_output]
languages: [python]
criteria: {base: {weight: 100, tests: [{id: a, type: dont_fail, name: n, parameters: {program_command: CMD}}]}}
preparation:
  fixtures:
    - {reference: a, path: x}
    - {reference: b, path: x}
`;
    expect(readAssignment(text, "d.yaml").findings).toMatchObject([
      { line: 8, column: 28, pointer: "/preparation/fixtures/1/path", code: "duplicate_target" },
    ]);
  });
});
