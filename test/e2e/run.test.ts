import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { cliWithHome, processesNaming } from "#test/support/cli.ts";

const example = join(import.meta.dirname, "../../examples/weather-stations");
const submission = (name: string) => join(example, "submissions", name);

const home = mkdtempSync(join(tmpdir(), "assay-e2e-"));
const cli = cliWithHome(home);

afterAll(() => {
  rmSync(home, { recursive: true });
});

describe("assay run", () => {
  it("runs a submission on inputs of one's choice, with the assets of the assignment", async () => {
    const input = join(home, "input.txt");
    writeFileSync(input, "from a file");
    const command = "cat; head -c 4 /tmp/data/observations.csv; exit 7";
    const run = await cli.run(
      "run",
      example,
      submission("right-python"),
      "--command",
      command,
      "--input",
      input,
      "--stdin",
      "typed",
      "--json",
    );

    expect(run.exitCode).toBe(0);
    const { runs } = JSON.parse(run.stdout);
    expect(runs).toMatchObject([
      { input, facts: { exitCode: 7, signal: null, timedOut: null } },
      { input: "--stdin 1", facts: { exitCode: 7 } },
    ]);
    expect(runs[0].stdout.text).toMatch(/^from a file/);
    expect(runs[1].stdout.text).toMatch(/^typed/);
    expect(processesNaming(home)).toEqual([]);
  });

  it("does not show what only the grader's checkers may see", async () => {
    const guarded = join(example, "../custom-checker");
    const looking = ["--command", "ls -R /tmp; echo looked", "--json"];
    const run = await cli.run("run", guarded, join(guarded, "submissions/fewest"), ...looking);

    const [looked] = JSON.parse(run.stdout).runs;
    expect(looked.stdout.text).toMatch(/looked\n$/);
    expect(looked.stdout.text).not.toMatch(/checker|fewest/);
  });

  it("runs the setup commands first, and ends where one of them fails", async () => {
    const run = await cli.run("run", example, submission("does-not-compile"), "--stdin", "x");

    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain("main.c:5:3: error");
    expect(run.stdout).toContain("'Compile'");
  });

  it.each([
    ["an input that is not there", ["--input", "/no/such/file"], "cannot read the input /no/such/file"],
    ["an empty command", ["--command", " "], "it is empty"],
    ["a language that nobody grades", ["--language", "cobol"], "Allowed choices are"],
  ])("refuses %s", async (_what, flags, words) => {
    const run = await cli.run("run", example, submission("right-python"), ...flags);

    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain(words);
  });
});
