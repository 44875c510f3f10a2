import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { templatesFor } from "#cli/assignment/checked-templates.ts";
import { readAssignmentFolder } from "#cli/assignment/read-folder.ts";
import { templates } from "#core/templates/registry.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "assay-rules-"));
});
afterAll(() => rm(dir, { recursive: true }));

async function findings(languages: string, rules: string) {
  const text = `template: static_analysis
languages: [${languages}]
criteria:
  base:
    weight: 100
    tests:
      - name: own rules
        type: forbidden_keyword
        custom_ast_grep_rules:
          - ${rules}
`;
  await writeFile(join(dir, "assignment.yaml"), text);
  const reading = await readAssignmentFolder(dir);
  return reading.ok ? [] : reading.findings;
}

it("leaves the templates as they are where no rule is to be compiled", async () => {
  expect(await templatesFor("template: static_analysis")).toBe(templates);
});

it("takes rules that ast-grep can use", async () => {
  expect(await findings("python", '{ pattern: "print($$$)" }')).toEqual([]);
  expect(await findings("python, c", "{ language: c, rule: { kind: goto_statement } }")).toEqual([]);
});

it("says where a rule stands that ast-grep cannot use, and why, before anything is uploaded", async () => {
  expect(await findings("python", "{ kind: no_such_kind }")).toEqual([
    expect.objectContaining({
      severity: "error",
      line: 10,
      pointer: "/criteria/base/tests/0/custom_ast_grep_rules/0",
      message: expect.stringMatching(
        /^ast-grep cannot use this rule for python: [^\n]*Kind `no_such_kind` is invalid/,
      ),
    }),
  ]);
});

it("compiles a rule for each language that it is for", async () => {
  const both = await findings("python, c", "{ kind: goto_statement }");
  expect(both.map(({ message }) => message)).toEqual([expect.stringContaining("for python")]);
});

it("leaves rules of a wrong form to the reader of the assignment", async () => {
  const wrong = await findings("python", "{ knd: lambda }");
  expect(wrong).toContainEqual(expect.objectContaining({ message: expect.stringContaining("'knd'") }));
  expect(wrong.map(({ message }) => message).join()).not.toContain("ast-grep cannot use");
});
