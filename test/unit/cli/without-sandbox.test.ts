import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cliWithHome } from "#test/support/cli.ts";

const home = mkdtempSync(join(tmpdir(), "assay-without-sandbox-"));
const runsc = join(home, "no-tools/bin/runsc");
const cli = cliWithHome(home, { ASSAY_TOOLS_DIR: join(home, "no-tools") });
const week = join(home, "week-1");
const submission = join(week, "references/right");
const said = `No sandbox could be started for your program: ${runsc} is not there or cannot be run: run \`make setup\`, which installs it ('assay doctor' checks all that a sandbox needs)`;

beforeAll(async () => {
  await cli.run("init", "input_output", week);
});
afterAll(() => {
  rmSync(home, { recursive: true });
});

describe("without runsc", () => {
  it.each([
    { args: ["grade", week, submission] },
    { args: ["run", week, submission] },
    { args: ["validate", week, "--references"] },
  ])("assay $args.0 ends with 2 and says in one line how to get it", async ({ args }) => {
    expect(await cli.run(...args)).toEqual({ exitCode: 2, stdout: "", stderr: `assay: ${said}\n` });
  });

  it("a reader of JSON gets it as one document", async () => {
    const { exitCode, stdout } = await cli.run("grade", week, submission, "--json");

    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toEqual({ error: { blame: "platform", message: said } });
  });

  it.each(["grade", "run", "validate"])(
    "the help of assay %s says which exit code that is",
    async (command) => {
      expect((await cli.run(command, "--help")).stdout).toMatch(/Exit codes: [^]*2 [^]*this machine/);
    },
  );

  it("the runner does not start, and says the same", () => {
    const { status, stderr } = spawnSync(process.execPath, ["sandbox-runner/main.ts"], {
      encoding: "utf8",
      env: {
        AWS_REGION: "us-east-1",
        ASSAY_RELEASES_BUCKET: "r",
        ASSAY_SUBMISSIONS_BUCKET: "s",
        ASSAY_RESULTS_BUCKET: "t",
        ASSAY_GRADING_QUEUE_URL: "http://127.0.0.1:1/grading",
        ASSAY_PUBLICATIONS_QUEUE_URL: "http://127.0.0.1:1/publications",
        ASSAY_REGRADING_QUEUE_URL: "http://127.0.0.1:1/regrading",
        ASSAY_STATE_DIR: home,
        ASSAY_RUNSC: runsc,
        ASSAY_INIT: runsc,
      },
    });

    expect(stderr).toContain(
      `the runner did not start: ${runsc} is not there or cannot be run: run \`make setup\`, which installs it\n`,
    );
    expect(status).toBe(2);
  });
});

it("an upload that cannot be read is no fault of a sandbox, and said in words too", async () => {
  const broken = join(home, "broken.zip");
  writeFileSync(broken, "no archive");

  const { exitCode, stderr } = await cli.run("run", week, broken);

  expect(stderr).toBe(
    "assay: The archive is damaged or incomplete at 'broken.zip' (its content is not what a .zip holds). Make a new archive of your files and upload it again.\n",
  );
  expect(exitCode).toBe(1);
});
