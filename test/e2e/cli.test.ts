import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { localAwsEnvironment } from "#cli/local/aws-environment.ts";
import { readSession } from "#cli/local/session.ts";
import { GradingResult } from "#core/grading/result.ts";
import { type Cli, cliWithHome, processesNaming } from "#test/support/cli.ts";
import { definitionText } from "#test/support/published.ts";

const example = join(import.meta.dirname, "../../examples/weather-stations");

describe("a local pipeline, from assay up to assay down", () => {
  const home = mkdtempSync(join(tmpdir(), "assay-e2e-"));
  const cli = cliWithHome(home);
  const folder = join(home, "weather-stations");

  beforeAll(async () => {
    cpSync(example, folder, { recursive: true });
    const up = await cli.run("up", "--slots", "1");
    expect(up).toMatchObject({ exitCode: 0 });
    expect(up.stdout).toContain("assay push");
  });

  afterAll(async () => {
    await cli.run("down");
    rmSync(home, { recursive: true });
  });

  it("is up already when it is asked to come up again", async () => {
    const again = await cli.run("up", "--json");

    expect(again.exitCode).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ unchanged: true, endpoint: expect.any(String) });
  });

  it("refuses a bad assignment with the line that is wrong, before anything is uploaded", async () => {
    const good = readFileSync(join(folder, "assignment.yaml"), "utf8");
    const bad = good.replace("type: dont_fail", "type: dont_fial");
    const line = bad.split("\n").findIndex((text) => text.includes("dont_fial")) + 1;
    writeFileSync(join(folder, "assignment.yaml"), bad);

    const push = await cli.run("push", folder, "--course", "e2e");

    writeFileSync(join(folder, "assignment.yaml"), good);
    expect(push.exitCode).toBe(1);
    expect(push.stdout).toContain(`assignment.yaml:${line}:`);
    expect(push.stdout).toContain("dont_fail");
  });

  it("releases a good assignment, and uploads nothing when it is pushed again", async () => {
    const first = await cli.run("push", folder, "--course", "e2e", "--json");
    const second = await cli.run("push", folder, "--course", "e2e", "--json");

    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    const [one, two]: unknown[] = [JSON.parse(first.stdout), JSON.parse(second.stdout)];
    expect(one).toMatchObject({ ok: true, uploads: [{ sent: true }, { sent: true }] });
    expect(two).toMatchObject({ ok: true, uploads: [{ sent: false }, { sent: false }] });
  });

  it("releases an assignment only when its references grade as they must, and says how each did", async () => {
    const checked = join(home, "checked");
    mkdirSync(join(checked, "references"), { recursive: true });
    writeFileSync(join(checked, "references/main.py"), "print('hello')\n");
    const definition = (score: number) =>
      `${definitionText()}references: [{path: main.py, score: ${score}}]\n`;

    writeFileSync(join(checked, "assignment.yaml"), definition(100));
    const good = await cli.run("push", checked, "--course", "e2e");
    writeFileSync(join(checked, "assignment.yaml"), definition(40));
    const bad = await cli.run("push", checked, "--course", "e2e");

    expect(good).toMatchObject({ exitCode: 0 });
    expect(good.stdout).toContain("reference main.py: as expected (score 100)");
    expect(bad).toMatchObject({ exitCode: 1 });
    expect(bad.stdout).toContain("reference main.py: not as expected (score 100)");
    expect(bad.stdout).toContain("expected the score 40, but it got 100");
    expect(bad.stdout).toContain("Submissions are still graded against release ");
  });

  it("grades a submission that is watched, and shows it again by its id", async () => {
    const submission = join(folder, "submissions/right-python");
    const watched = await cli.run("submit", "e2e/weather-stations", submission, "--watch", "--json");

    expect(watched.exitCode).toBe(0);
    const result = GradingResult.parse(JSON.parse(watched.stdout));
    expect(result).toMatchObject({ outcome: "graded", score: 100, student: "ada", language: "python" });

    const status = await cli.run("status", `e2e/weather-stations/ada/${result.submissionId}`);
    expect(status.exitCode).toBe(0);
    expect(status.stdout).toContain("100 of 100");
    expect(status.stdout).toContain(`/${result.submissionId}/`);
  });

  it("rejects a submission that does not compile, in the language that was asked for", async () => {
    const submission = join(folder, "submissions/does-not-compile/main.c");
    const options = ["--student", "bob", "--locale", "pt_br", "--watch"];
    const watched = await cli.run("submit", "e2e/weather-stations", submission, ...options);

    expect(watched.exitCode).toBe(1);
    expect(watched.stdout).toContain("main.c:5:3");
    expect(watched.stdout).not.toContain("Not graded");
  });

  it("says how to watch a submission that it was not asked to watch", async () => {
    const submission = join(folder, "submissions/right-python/main.py");
    const submitted = await cli.run("submit", "e2e/weather-stations", submission, "--student", "eve");
    const command = /assay (status e2e\/weather-stations\/eve\/[0-9a-f]{32} --watch)/.exec(
      submitted.stdout,
    )?.[1];

    const watched = await cli.run(...(command ?? "").split(" "));

    expect(submitted.exitCode).toBe(0);
    expect(watched.exitCode).toBe(0);
  });

  it("uploads to the deployment that the environment names, by the credentials that are there", async () => {
    const { endpoint = "" } = readSession(join(home, "session.json")) ?? {};
    const elsewhere = cliWithHome(join(home, "elsewhere"), {
      ...localAwsEnvironment(endpoint),
      ASSAY_DEPLOYMENT: join(home, "deploy/outputs.json"),
    });
    const submission = join(folder, "submissions/right-c");

    const watched = await elsewhere.run("submit", "e2e/weather-stations", submission, "--watch", "--json");

    expect(JSON.parse(watched.stdout)).toMatchObject({ outcome: "graded", score: 100, language: "c" });
  });

  it("deploys to an emulator that runs already, and leaves it running", async () => {
    const { endpoint = "" } = readSession(join(home, "session.json")) ?? {};
    const guest = cliWithHome(join(home, "guest"));

    const up = await guest.run("up", "--endpoint", endpoint, "--slots", "1");
    const down = await guest.run("down");

    expect([up.exitCode, down.exitCode]).toEqual([0, 0]);
    expect(down.stdout).toContain("Stopped the runner.");
    expect(processesNaming(join(home, "guest"))).toEqual([]);
    expect((await cli.run("up", "--json")).stdout).toContain('"unchanged": true');
  });

  it("starts a runner that was killed, and takes everything down when one was killed", async () => {
    const runner = () => readSession(join(home, "session.json"))?.runner?.pid ?? 0;
    const first = runner();
    process.kill(first, "SIGKILL");
    const up = await cli.run("up", "--json");
    expect(JSON.parse(up.stdout)).toMatchObject({ unchanged: false });
    expect(runner()).not.toBe(first);

    process.kill(runner(), "SIGKILL");
    const down = await cli.run("down");

    expect(down.exitCode).toBe(0);
    expect(processesNaming(home)).toEqual([]);
    expect(existsSync(join(home, "session.json"))).toBe(false);
    expect((await cli.run("down")).stdout).toContain("Nothing was running");
  });
});

describe("assay up that does not come to its end", () => {
  let home: string;
  let cli: Cli;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "assay-e2e-"));
    cli = cliWithHome(home);
  });

  afterEach(async () => {
    await cli.run("down");
    rmSync(home, { recursive: true });
  });

  it("leaves nothing when Ctrl-C ends it", async () => {
    const up = await cli.startUntil("deploying", "up");

    up.child.kill("SIGINT");

    expect((await up.ended).exitCode).toBe(130);
    expect(processesNaming(home)).toEqual([]);
    expect(existsSync(join(home, "session.json"))).toBe(false);
  });

  it("leaves nothing after assay down when it was killed itself", async () => {
    const up = await cli.startUntil("deploying", "up");
    up.child.kill("SIGKILL");
    await up.ended;

    const down = await cli.run("down");

    expect(down.exitCode).toBe(0);
    expect(processesNaming(home)).toEqual([]);
  });
});
