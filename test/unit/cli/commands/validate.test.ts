import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

  it.each(["a folder", "a pipe"])("refuses %s that has the name of the definition", async (kind) => {
    const path = join(home, kind);
    mkdirSync(path);
    const file = join(path, "assignment.yaml");
    if (kind === "a folder") mkdirSync(file);
    else execFileSync("/usr/bin/mkfifo", [file]);
    const { exitCode, stderr } = await cli.run("validate", path);

    expect(exitCode).toBe(1);
    expect(stderr).toBe(`assay: ${file} is not a file\n`);
  });
});

describe("assay validate --references", () => {
  const withoutSandbox = cliWithHome(home, { ASSAY_RUNSC: "/nowhere/runsc" });

  function scaffold(
    template: string,
    name: string,
    change: (text: string) => string = (text) => text,
  ): string {
    const path = join(home, name);
    cpSync(join(import.meta.dirname, "../../../../cli/init/scaffolds", template), path, { recursive: true });
    const file = join(path, "assignment.yaml");
    writeFileSync(file, change(readFileSync(file, "utf8")));
    return path;
  }

  it("grades every reference, and needs no sandbox where nothing is run", async () => {
    const path = scaffold("webdev", "page");
    const { exitCode, stdout } = await withoutSandbox.run("validate", path, "--references");

    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      [
        "reference right/index.html: as expected (score 100)",
        "reference partly-right/index.html: as expected (score 75)",
        "0 errors, 0 warnings\n",
      ].join("\n"),
    );
  });

  it("ends with 1 when one of them differs, and says at its line which test does", async () => {
    const path = scaffold("webdev", "missed", (text) => text.replace("recipes: 50", "recipes: 75"));
    const { exitCode, stdout } = await withoutSandbox.run("validate", path, "--references");

    expect(exitCode).toBe(1);
    expect(stdout).toContain("reference partly-right/index.html: not as expected (score 75)\n");
    expect(stdout).toMatch(
      /assignment\.yaml:\d+:5: error: \/references\/1: .*the test 'recipes' got 50 and 75 was expected\n1 error,/,
    );
  });

  it("says it as a publication does, as JSON", async () => {
    const path = scaffold("webdev", "missed-too", (text) => text.replace("score: 75", "score: 80"));
    const { exitCode, stdout } = await withoutSandbox.run("validate", path, "--references", "--json");

    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      findings: [
        expect.objectContaining({
          code: "reference_missed",
          pointer: "/references/1",
          message: expect.stringContaining("expected the score 80, but it got 75"),
        }),
      ],
      references: [
        { path: "right/index.html", met: true, score: 100 },
        { path: "partly-right/index.html", met: false, score: 75 },
      ],
    });
  });

  it("ends with 2 when there is no sandbox to run them in", async () => {
    const path = scaffold("input_output", "program");
    const { exitCode, stdout, stderr } = await withoutSandbox.run("validate", path, "--references");

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("/nowhere/runsc is not there");
  });

  it("grades nothing of an assignment that is not valid", async () => {
    const path = scaffold("webdev", "lost-reference");
    rmSync(join(path, "references/right/index.html"));
    const { exitCode, stdout } = await withoutSandbox.run("validate", path, "--references", "--json");

    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      findings: [expect.objectContaining({ code: "reference_missing", pointer: "/references/0/path" })],
    });
  });

  it("says when there are none", async () => {
    const { exitCode, stdout } = await withoutSandbox.run("validate", folder("none", ""), "--references");

    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: "no references to grade\n0 errors, 0 warnings\n",
    });
  });

  it("needs the folder, not a file of another name", async () => {
    const file = join(scaffold("webdev", "renamed"), "copy.yaml");
    cpSync(join(home, "renamed/assignment.yaml"), file);
    const { exitCode, stderr } = await withoutSandbox.run("validate", file, "--references");

    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${file} is a file by itself: name a folder with references/`);
  });
});
