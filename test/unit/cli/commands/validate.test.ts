import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { cliWithHome } from "#test/support/cli.ts";

const home = mkdtempSync(join(tmpdir(), "assay-validate-"));
const cli = cliWithHome(home);
afterAll(() => rmSync(home, { recursive: true }));

function folder(name: string, rest: string): string {
  const path = join(home, name);
  mkdirSync(path);
  writeFileSync(
    join(path, "assignment.yaml"),
    `template: input_output
languages: [python]
criteria: { base: { weight: 100, tests: [{ name: t, type: dont_fail, program_command: CMD }] } }
${rest}`,
  );
  return path;
}

describe("assay validate", () => {
  it("ends with 0 when nothing is wrong", async () => {
    const { exitCode, stdout } = await cli.run("validate", folder("good", ""));

    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "0 errors, 0 warnings\n" });
  });

  it("says everything at once, with file:line:column, and ends with 1", async () => {
    const path = folder("bad", "setpu: {}\nlimits: { command: { wall: 5 } }\n");
    const { exitCode, stdout } = await cli.run("validate", path);

    expect(exitCode).toBe(1);
    expect(stdout).toContain(`${path}/assignment.yaml:4:1: error: /setpu:`);
    expect(stdout).toContain(`${path}/assignment.yaml:5:28: error: /limits/command/wall:`);
    expect(stdout).toContain("2 errors");
  });

  it("finds an asset that is not on the disk, also when the file itself is named", async () => {
    const path = folder("lost", "setup: { assets: [{ source: a.csv, target: /tmp/a.csv }] }\n");
    const { exitCode, stdout } = await cli.run("validate", join(path, "assignment.yaml"), "--json");

    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      findings: [{ code: "asset_missing", line: 4, pointer: "/setup/assets/0/source" }],
    });
  });

  it("reads a file of another name by itself", async () => {
    const file = join(home, "definition.json");
    writeFileSync(file, `{"schema_version": "1.0", "templates": []}`);
    const { exitCode, stdout } = await cli.run("validate", file);

    expect(exitCode).toBe(1);
    expect(stdout).toContain("/templates");
  });
});
