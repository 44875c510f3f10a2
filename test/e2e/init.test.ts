import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GradingResult } from "#core/grading/result.ts";
import { templates } from "#core/templates/registry.ts";
import { cliWithHome, processesNaming } from "#test/support/cli.ts";

const home = mkdtempSync(join(tmpdir(), "assay-e2e-"));
const cli = cliWithHome(home);

afterAll(() => {
  expect(processesNaming(home)).toEqual([]);
  rmSync(home, { recursive: true });
});

describe.each([...templates.keys()])("an assignment that assay init made of %s", (template) => {
  const folder = join(home, template);
  /** Every line that it says may be typed next, as words, and the score that it promises. */
  let next: readonly { readonly words: readonly string[]; readonly score: number }[];

  beforeAll(async () => {
    const { stdout } = await cli.run("init", template, folder);
    next = [...stdout.matchAll(/^ {2}assay (.+?)(?: {2}# score (\d+))?$/gm)].map(([, line = "", score]) => ({
      words: line.split(" "),
      score: Number(score),
    }));
  });

  it("is valid, and its references come to what they must", async () => {
    const validate = next.find(({ words }) => words[0] === "validate");
    const { exitCode, stdout } = await cli.run(...(validate?.words ?? []));

    expect(stdout).toMatch(/^(reference .+: as expected \(score \d+\)\n){2}0 errors, 0 warnings\n$/);
    expect(exitCode).toBe(0);
  });

  it("is graded to the scores that were promised", async () => {
    const gradings = next.filter(({ words }) => words[0] === "grade");

    for (const { words, score } of gradings) {
      const { exitCode, stdout } = await cli.run(...words, "--json");
      const result = GradingResult.parse(JSON.parse(stdout));
      expect(result).toMatchObject({ outcome: "graded", score: expect.closeTo(score, 6) });
      expect(exitCode).toBe(0);
    }
    expect(gradings.map(({ score }) => score)).toEqual([100, expect.any(Number)]);
  });
});

describe("assay validate --references", () => {
  const folder = join(home, "changed");

  beforeAll(async () => {
    await cli.run("init", "input_output", folder);
  });

  it("knows a submission that must be rejected, and one that is not to be", async () => {
    mkdirSync(join(folder, "references/broken"));
    writeFileSync(join(folder, "references/broken/main.c"), "int main(void) { return 0 }\n");
    const file = join(folder, "assignment.yaml");
    appendFileSync(file, "  - { path: broken/main.c, outcome: rejected }\n");
    appendFileSync(file, "  - { path: broken/main.c, score: 10 }\n");

    const { exitCode, stdout } = await cli.run("validate", folder, "--references");

    expect(exitCode).toBe(1);
    expect(stdout).toContain("\nreference broken/main.c: as expected\n");
    expect(stdout).toContain("\nreference broken/main.c: not as expected\n");
    expect(stdout).toContain(
      "expected the score 10, but it was rejected: Your program could not be prepared",
    );
  });

  it("leaves nothing running when Ctrl-C ends it", async () => {
    const validate = await cli.startUntil("test 1/6", "validate", folder, "--references");

    validate.child.kill("SIGINT");

    expect((await validate.ended).exitCode).toBe(130);
    expect(processesNaming(home)).toEqual([]);
  });
});
