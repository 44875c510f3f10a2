import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { cliWithHome } from "#test/support/cli.ts";
import { valid } from "#test/unit/core/assignment/definition-v1/examples.ts";

const home = mkdtempSync(join(tmpdir(), "assay-convert-"));
const cli = cliWithHome(home);
afterAll(() => rmSync(home, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(home, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

describe("assay convert", () => {
  it("writes definition v1 in our spelling", async () => {
    const { exitCode, stdout } = await cli.run("convert", file("v1.json", valid["a page"]));

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^template: webdev\nlanguages:\n {2}- node\ncriteria:\n/);
  });

  it("refuses what would be lost, with its place", async () => {
    const classic = {
      template_name: "input_output",
      languages: ["python"],
      criteria_config: {
        base: { weight: 100, tests: [{ name: "dont_fail", program_command: "CMD", user_inptu: "7" }] },
      },
    };
    const { exitCode, stdout } = await cli.run("convert", file("classic.json", classic), "--json");

    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      findings: [{ code: "unknown_parameter", pointer: "/criteria_config/base/tests/0/user_inptu" }],
    });
  });
});
