import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { cliWithHome } from "#test/support/cli.ts";

const home = mkdtempSync(join(tmpdir(), "assay-init-"));
const cli = cliWithHome(home);

afterAll(() => rmSync(home, { recursive: true }));

describe("assay init", () => {
  it("says what to do next, in lines for a shell, and what samples must come to", async () => {
    const folder = join(home, "the first week");
    const { exitCode, stdout } = await cli.run("init", "custom", folder);

    expect(exitCode).toBe(0);
    expect(stdout).toContain("\n  assets/checker.py\n");
    expect(stdout).toContain(`\n  assay validate '${folder}' --references\n`);
    expect(stdout).toContain(
      `\n  assay grade '${folder}' '${folder}/references/partly-right/main.py'  # score 55\n`,
    );
  });

  it("says the same as JSON", async () => {
    const folder = join(home, "week-1");
    const { stdout } = await cli.run("init", "custom", folder, "--json");

    expect(JSON.parse(stdout)).toMatchObject({
      template: "custom",
      folder,
      files: expect.arrayContaining(["assignment.yaml", "assignment.schema.json"]),
      samples: [
        { file: join(folder, "references/right/main.py"), expected: { outcome: "graded", score: 100 } },
        { file: join(folder, "references/partly-right/main.py"), expected: { score: 55 } },
      ],
    });
  });

  it.each([
    { template: "input-output", says: "did you mean 'input_output'?" },
    { template: "constructor", says: "use one of: input_output, api" },
  ])("writes nothing of the template $template", async ({ template, says }) => {
    const folder = join(home, "nothing");
    const { exitCode, stdout, stderr } = await cli.run("init", template, folder);

    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain(says);
    expect(existsSync(folder)).toBe(false);
  });

  it("refuses a folder that holds something, with exit code 1", async () => {
    const { exitCode, stderr } = await cli.run("init", "webdev", import.meta.dirname);

    expect(exitCode).toBe(1);
    expect(stderr).toContain("is not empty, it holds ");
  });
});
