import { describe, expect, it } from "vitest";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import { judge, type MarkedCase } from "#test/unit/core/assignment/marked-text.ts";

function withSetup(setup: string): string {
  return `template: input_output
languages: [python, c]
criteria:
  base: {weight: 100, tests: [{name: dont_fail, program_command: CMD}]}
setup:
${setup}`;
}

function source(written: string, message: readonly string[]): MarkedCase {
  return {
    text: withSetup(`  assets: [{source: ▶${written}, target: /tmp/a}]`),
    pointer: "/setup/assets/0/source",
    code: "invalid_value",
    says: message,
  };
}

function target(written: string, message: readonly string[]): MarkedCase {
  return {
    text: withSetup(`  assets: [{source: a, target: ▶${written}}]`),
    pointer: "/setup/assets/0/target",
    code: "invalid_value",
    says: message,
  };
}

const problems: Readonly<Record<string, MarkedCase>> = {
  "an absolute source": source("/a", ['"/a"', "relative"]),
  "a source that leaves its folder": source("a/../../b", ['"a/../../b"', "'..'"]),
  "an empty source": source('""', ["must not be empty"]),
  "a source with an empty segment": source("a//b", ['"a//b"', "empty or '.' segment"]),
  "a source with a backslash": source(String.raw`a\b`, ["backslash"]),
  "a source with a NUL": source(String.raw`"a\0b"`, ["control character"]),
  "a source that is too long": source("a/".repeat(300) + "b", ["512 bytes"]),
  "a source with a name no file system takes": source("n".repeat(256), ["255 bytes"]),
  "a relative target": target("tmp/a", ['"tmp/a"', "begin it with /tmp/"]),
  "a target that leaves its folder": target("/tmp/../etc/passwd", ["'..'"]),
  "a target that is the folder of assets": target("/tmp/", ["names a folder"]),
  "a target that is a folder": target("/tmp/data/", ['"/tmp/data/"', "end it with the name of the file"]),
  "an empty target": target('""', ["begin it with /tmp/"]),
  "an asset without a target": {
    text: withSetup(`  assets: [▶{source: a}]`),
    pointer: "/setup/assets/0/target",
    code: "missing_key",
    says: ["'target'", "add it"],
  },
  "assets that are no list": {
    text: withSetup(`  assets: ▶{source: a, target: /tmp/a}`),
    pointer: "/setup/assets",
    code: "wrong_type",
    says: ["a list", "an object"],
  },
  "a misspelled key of an asset": {
    text: withSetup(`  assets: [{source: a, target: /tmp/a, ▶readonly: false}]`),
    pointer: "/setup/assets/0/readonly",
    code: "unknown_key",
    says: ["did you mean 'read_only'?"],
  },
  "read_only in other words": {
    text: withSetup(`  assets: [{source: a, target: /tmp/a, read_only: ▶no}]`),
    pointer: "/setup/assets/0/read_only",
    code: "wrong_type",
    says: ['"no"', "true or false"],
  },
  "two assets at one target": {
    text: withSetup(`  assets:
    - {source: one.csv, target: /tmp/d/x.csv}
    - {source: two.csv, target: ▶/tmp/d/x.csv}`),
    pointer: "/setup/assets/1/target",
    code: "duplicate_target",
    says: ['"one.csv"', '"two.csv"', '"/tmp/d/x.csv"', "give one of them another"],
  },
  "a target inside another": {
    text: withSetup(`  assets:
    - {source: one, target: ▶/tmp/d/x/y}
    - {source: two, target: /tmp/d}`),
    pointer: "/setup/assets/0/target",
    code: "target_inside_file",
    says: ['"/tmp/d/x/y"', '"two"', '"/tmp/d"', "move one of them"],
  },
  "a target outside /tmp is moved and shown": {
    text: withSetup(`  assets: [{source: a, target: ▶/app//data/./x}]`),
    pointer: "/setup/assets/0/target",
    code: "target_relocated",
    says: ['"/app//data/./x"', '"/tmp/app/data/x"'],
  },
  "the target /tmp is moved and shown": {
    text: withSetup(`  assets: [{source: a, target: ▶/tmp}]`),
    pointer: "/setup/assets/0/target",
    code: "target_relocated",
    says: ['"/tmp/tmp"'],
  },
  "assets in two lists": {
    text: withSetup(`  ▶assets: [{source: a, target: /tmp/a}]
  global: {assets: [{source: b, target: /tmp/b}]}`),
    pointer: "/setup/assets",
    code: "not_used",
    says: ["'global.assets'", "keep one"],
  },
  "another key under global": {
    text: withSetup(`  global: {assets: [], ▶required_files: [a]}`),
    pointer: "/setup/global/required_files",
    code: "unknown_key",
    says: ["'required_files'", "setup.python.required_files"],
  },
  "the flat form of old": {
    text: withSetup(`  ▶required_files: [main.py]`),
    pointer: "/setup/required_files",
    code: "unknown_key",
    says: ["under the language", "setup.python.required_files"],
  },
  "a language in upper case": {
    text: withSetup(`  ▶PYTHON: {required_files: [main.py]}`),
    pointer: "/setup/PYTHON",
    code: "unknown_key",
    says: ["'PYTHON'", "did you mean 'python'?"],
  },
  "a block for a language that is not allowed": {
    text: withSetup(`  ▶java: {required_files: [Main.java]}`),
    pointer: "/setup/java",
    code: "not_used",
    says: ["'java'", "python, c", "add it to 'languages'"],
  },
  "required files that are no list": {
    text: withSetup(`  python: {required_files: ▶main.py}`),
    pointer: "/setup/python/required_files",
    code: "wrong_type",
    says: ["a list", '["main.py"]'],
  },
  "an absolute required file": {
    text: withSetup(`  python: {required_files: [▶/app/main.py]}`),
    pointer: "/setup/python/required_files/0",
    code: "invalid_value",
    says: ['"/app/main.py"', "relative to the submission"],
  },
  "a misspelled key of a language": {
    text: withSetup(`  python: {▶setup_comands: [make]}`),
    pointer: "/setup/python/setup_comands",
    code: "unknown_key",
    says: ["did you mean 'setup_commands'?"],
  },
  "a setup command that is a number": {
    text: withSetup(`  python: {setup_commands: [▶5]}`),
    pointer: "/setup/python/setup_commands/0",
    code: "wrong_type",
    says: ["text or a list or an object", "the number 5"],
  },
  "a setup command without a command": {
    text: withSetup(`  python: {setup_commands: [▶{name: x}]}`),
    pointer: "/setup/python/setup_commands/0/command",
    code: "missing_key",
    says: ["'command'", "add it"],
  },
  "a misspelled key of a setup command": {
    text: withSetup(`  python: {setup_commands: [{▶nmae: x, command: make}]}`),
    pointer: "/setup/python/setup_commands/0/nmae",
    code: "unknown_key",
    says: ["did you mean 'name'?"],
  },
  "an empty setup command": {
    text: withSetup(`  python: {setup_commands: [▶""]}`),
    pointer: "/setup/python/setup_commands/0",
    code: "out_of_range",
    says: ["must not be empty"],
  },
  "too many setup commands": {
    text: withSetup(`  python: {setup_commands: ▶[${Array(21).fill("make").join(", ")}]}`),
    pointer: "/setup/python/setup_commands",
    code: "out_of_range",
    says: ["at most 20"],
  },
  "too many required files": {
    text: withSetup(`  python: {required_files: ▶[${Array(101).fill("a").join(", ")}]}`),
    pointer: "/setup/python/required_files",
    code: "out_of_range",
    says: ["at most 100"],
  },
  "too many assets": {
    text: withSetup(
      `  assets: ▶[${Array.from({ length: 201 }, (_, index) => `{source: a, target: /tmp/${index}}`).join(", ")}]`,
    ),
    pointer: "/setup/assets",
    code: "out_of_range",
    says: ["at most 200"],
  },
};

describe("setup is judged at the place that is wrong", () => {
  it.each(Object.entries(problems))("%s", (_name, wanted) => {
    const { found, expected } = judge(wanted);

    expect(found).toEqual(expected);
  });
});

describe("setup is read", () => {
  function read(setup: string) {
    const result = readAssignment(withSetup(setup), "assignment.yaml");
    if (!result.ok) throw new Error(JSON.stringify(result.findings));
    return result;
  }

  it("tells shell commands from argument lists, and numbers those without a name", () => {
    const { assignment } = read(`  c:
    required_files: [./src/main.c, data/]
    setup_commands:
      - gcc main.c -o main && ./main --selftest
      - [gcc, main.c]
      - {name: Build, command: make}
      - {command: [make, all]}`);

    expect(assignment.setup.languages).toEqual({
      c: {
        requiredFiles: ["src/main.c", "data"],
        setupCommands: [
          { name: "Setup Command 1", command: { shell: "gcc main.c -o main && ./main --selftest" } },
          { name: "Setup Command 2", command: { argv: ["gcc", "main.c"] } },
          { name: "Build", command: { shell: "make" } },
          { name: "Setup Command 4", command: { argv: ["make", "all"] } },
        ],
      },
    });
  });

  it("places assets, read-only unless said, and knows where each is written", () => {
    const { assignment, assetPointers, locate, findings } = read(`  assets:
    - {source: a..b/c.csv, target: /tmp/d//c.csv}
    - {source: w, target: /w, read_only: false}`);

    expect(assignment.setup.assets).toEqual([
      { source: "a..b/c.csv", declaredTarget: "/tmp/d//c.csv", target: "/tmp/d/c.csv", readOnly: true },
      { source: "w", declaredTarget: "/w", target: "/tmp/w", readOnly: false },
    ]);
    expect(findings.map(({ severity, pointer }) => `${severity} ${pointer}`)).toEqual([
      "warning /setup/assets/1/target",
    ]);
    expect(assetPointers).toEqual(["/setup/assets/0/source", "/setup/assets/1/source"]);
    expect(assetPointers.map(locate)).toEqual([
      { line: 7, column: 16 },
      { line: 8, column: 16 },
    ]);
  });

  it("keeps assets for checkers alone where that is said", () => {
    const { assignment } = read(`  assets:
    - {source: a, target: /tmp/a, visibility: grader}
    - {source: b, target: /tmp/b, visibility: student}`);

    expect(assignment.setup.assets.map(({ visibility }) => visibility)).toEqual(["grader", undefined]);
  });

  it("takes the assets under global", () => {
    const { assignment, assetPointers } = read(`  global: {assets: [{source: b, target: /tmp/b}]}`);

    expect(assignment.setup.assets.map((asset) => asset.source)).toEqual(["b"]);
    expect(assetPointers).toEqual(["/setup/global/assets/0/source"]);
  });
});
