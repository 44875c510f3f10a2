import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { GradingResult } from "#core/grading/result.ts";
import { cliWithHome, processesNaming } from "#test/support/cli.ts";
import { observed, readExpectations } from "../../scripts/demo/expectation.ts";

const examples = join(import.meta.dirname, "../../examples");

const home = mkdtempSync(join(tmpdir(), "assay-e2e-"));
const cli = cliWithHome(home);

afterAll(() => {
  rmSync(home, { recursive: true });
});

for (const name of readdirSync(examples)) {
  const example = join(examples, name);
  const expectations = await readExpectations(join(example, "expected.json"));

  describe(`the example ${name}`, () => {
    it("says of every submission what is expected of it", () => {
      expect(readdirSync(join(example, "submissions")).toSorted()).toEqual(
        [...expectations.keys()].toSorted(),
      );
    });

    it.each([...expectations])("grades %s as expected", async (submission, expected) => {
      const path = join(example, "submissions", submission);
      const run = await cli.run("grade", example, path, "--json");

      expect(observed(GradingResult.parse(JSON.parse(run.stdout)))).toEqual(expected);
      expect(run.exitCode).toBe(expected.outcome === "graded" ? 0 : 1);
      expect(processesNaming(home)).toEqual([]);
    });
  });
}

describe("grading without AWS", () => {
  it("comes to the same result by both ways of injection", async () => {
    const args = [
      join(examples, "weather-stations"),
      join(examples, "weather-stations/submissions/partly-right"),
    ];

    const runs = [
      await cli.run("grade", ...args, "--json"),
      await cli.run("grade", ...args, "--json", "--injection", "base64-exec"),
    ].map((run) => GradingResult.parse(JSON.parse(run.stdout)));

    expect(runs.map(({ sandbox }) => sandbox?.injection)).toEqual(["stream", "base64-exec"]);
    expect(grades(runs[0])).toEqual(grades(runs[1]));
    expect(grades(runs[0])).toHaveLength(6);
  });

  it("leaves nothing running when Ctrl-C ends it", async () => {
    const hostile = join(examples, "weather-stations/submissions/hostile");
    const grade = await cli.startUntil("test 5/6", "grade", join(examples, "weather-stations"), hostile);

    grade.child.kill("SIGINT");

    expect((await grade.ended).exitCode).toBe(130);
    expect(processesNaming(home)).toEqual([]);
  });
});

function grades(result: GradingResult | undefined) {
  if (result?.outcome !== "graded") return [];
  return result.tests.map(({ path, score, message, comparison }) => ({ path, score, message, comparison }));
}
