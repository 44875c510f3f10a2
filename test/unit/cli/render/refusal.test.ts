import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliRun, cliWithHome } from "#test/support/cli.ts";

const home = mkdtempSync(join(tmpdir(), "assay-refusal-"));
const cli = cliWithHome(home);
const folder = join(home, "week-1");
const file = join(folder, "assignment.yaml");

beforeAll(() => {
  mkdirSync(folder);
  writeFileSync(file, "template: input_output\nlanguages: [pyton]\ncriteria: {}\n");
});

afterAll(() => rmSync(home, { recursive: true }));

describe.each([
  { form: "as text", flags: [], says: `${file}:2:13: error: /languages/0:` },
  { form: "as JSON", flags: ["--json"], says: `"ok": false` },
])("the refusal of an assignment $form", ({ flags, says }) => {
  let validated: CliRun;

  beforeAll(async () => {
    validated = await cli.run("validate", folder, ...flags);
    expect(validated.stdout).toContain(says);
  });

  it.each([
    ["convert", file],
    ["push", folder, "--course", "c"],
    ["grade", folder, "main.py"],
    ["run", folder, "main.py"],
  ])("is by assay %s what assay validate says", async (...args) => {
    const { exitCode, stdout } = await cli.run(...args, ...flags);

    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: validated.stdout });
  });
});
