import { describe, expect, it } from "vitest";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import { judge, type MarkedCase } from "#test/unit/core/assignment/marked-text.ts";

const criteria = "criteria: {base: {weight: 100, tests: [{name: dont_fail, program_command: CMD}]}}";
const minimal = `template: input_output
languages: [python]
${criteria}`;

function root(lines: string): string {
  return `${minimal}\n${lines}`;
}

function json(lines: string): string {
  return `{
  "template": "input_output",
  "languages": ["python"],
  "criteria": {"base": {"weight": 100, "tests": [{"name": "dont_fail", "program_command": "CMD"}]}}${lines}`;
}

const problems: Readonly<Record<string, MarkedCase>> = {
  "an empty file": { text: "▶", pointer: "", code: "empty_file", says: ["empty", "'template'"] },
  "only a comment": { text: "▶# later", pointer: "", code: "empty_file", says: ["empty"] },
  "an empty JSON file": {
    text: "▶ \n",
    fileName: "a.json",
    pointer: "",
    code: "empty_file",
    says: ["empty"],
  },
  "a list": { text: "▶- a\n- b", pointer: "", code: "wrong_type", says: ["a list"] },
  "plain text": { text: "▶hello", pointer: "", code: "wrong_type", says: ['"hello"'] },
  "a byte order mark": {
    text: "▶\uFEFFtemplate: a",
    pointer: "",
    code: "byte_order_mark",
    says: ["UTF-8 without"],
  },
  "more than an assignment may be": {
    text: `▶# ${"x".repeat(1024 * 1024)}`,
    pointer: "",
    code: "too_large",
    says: ["1048576 bytes", "assets"],
  },
  "more bytes than characters": {
    text: `▶# ${"é".repeat(600 * 1024)}`,
    pointer: "",
    code: "too_large",
    says: ["1048576 bytes"],
  },
  "a tab as indentation": {
    text: "criteria:\n▶\tbase: 1",
    pointer: "",
    code: "yaml_syntax",
    says: ["tab", "spaces"],
  },
  "a second document": {
    text: `${minimal}\n▶---\na: 1`,
    pointer: "",
    code: "yaml_syntax",
    says: ["one document"],
  },
  "a tag": { text: root("title: ▶!secret x"), pointer: "", code: "yaml_syntax", says: ["tags"] },
  "an alias without an anchor": {
    text: root("title: ▶*x"),
    pointer: "/title",
    code: "yaml_syntax",
    says: ["'&x'"],
  },
  "an alias of what contains it": {
    text: root("limits: &x {command: ▶*x}"),
    pointer: "/limits/command",
    code: "yaml_syntax",
    says: ["'*x'", "contains itself"],
  },
  "a key that is here twice": {
    text: root("title: a\n▶title: b"),
    pointer: "/title",
    code: "duplicate_key",
    says: ["'title'", "keep one"],
  },
  "a JSON key that is here twice": {
    text: json(`,\n  "title": "a",\n  ▶"title": "b"}`),
    fileName: "assignment.json",
    pointer: "/title",
    code: "duplicate_key",
    says: ["'title'", "keep one"],
  },
  "a JSON file with a comma too many": {
    text: json(`,\n▶}`),
    fileName: "assignment.json",
    pointer: "",
    code: "json_syntax",
    says: ["'}'", "remove the comma before it"],
  },
  "a JSON file with a comment": {
    text: json(`\n  ▶// later\n}`),
    fileName: "assignment.json",
    pointer: "",
    code: "json_syntax",
    says: ["JSON has no comments"],
  },
  "a JSON file that ends too early": {
    text: json("▶"),
    fileName: "assignment.json",
    pointer: "",
    code: "json_syntax",
    says: ["the end of the file"],
  },
};

describe("a text that is no assignment is refused at the place that is wrong", () => {
  it.each(Object.entries(problems))("%s", (_name, wanted) => {
    const { found, expected } = judge(wanted);

    expect(found).toEqual(expected);
  });
  it.each([
    [
      "aliases that multiply",
      `a: &a [${"1,".repeat(99)}1]\nb: &b [${"*a,".repeat(99)}*a]\nc: [${"*b,".repeat(99)}*b]`,
      "too_many_values",
    ],
    ["brackets without end", "[".repeat(100_000), "yaml_syntax"],
    ["nesting beyond reason", `a: ${"[".repeat(100)}${"]".repeat(100)}`, "too_deep"],
  ])("survives %s", (_name, text, code) => {
    const { ok, findings } = readAssignment(text, "assignment.yaml");

    expect(ok).toBe(false);
    expect(findings.map((finding) => finding.code)).toContain(code);
  });

  it.each([
    ["brackets without end", "[".repeat(500_000), "too_deep"],
    ["a hundred thousand values", `[${"1,".repeat(100_000)}1]`, "too_many_values"],
  ])("survives %s in JSON", (_name, text, code) => {
    const { findings } = readAssignment(text, "assignment.json");

    expect(findings.map((finding) => finding.code)).toEqual([code]);
  });
});
