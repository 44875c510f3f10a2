import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { cliWithHome } from "#test/support/cli.ts";

const home = mkdtempSync(join(tmpdir(), "assay-main-"));
const cli = cliWithHome(home);

afterAll(() => {
  rmSync(home, { recursive: true });
});

const names = ["AssignmentsBucket", "ReleasesBucket", "SubmissionsBucket", "ResultsBucket"].concat(
  ["Publications", "Uploads", "Grading", "Regrading"].flatMap((name) => [`${name}QueueUrl`, `${name}DlqUrl`]),
);
const deployment = Object.fromEntries(names.map((name) => [name, "x"]));

const commands = [
  "doctor",
  "up",
  "init",
  "validate",
  "convert",
  "push",
  "submit",
  "status",
  "presign",
  "results",
  "regrade",
  "grade",
  "run",
  "compare",
  "down",
];

describe("the command line", () => {
  it("lists every command", async () => {
    const { exitCode, stdout } = await cli.run("--help");

    expect(exitCode).toBe(0);
    for (const command of commands) expect(stdout).toContain(`\n  ${command} `);
  });

  it.each(commands)("shows how %s is used, with an example", async (command) => {
    const { exitCode, stdout } = await cli.run(command, "--help");

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples:\\n  assay ${command}`));
    expect(stdout).toContain("--json");
  });
});

it("ends without a word when nobody reads any further", () => {
  const line = "./assay --help | true; echo ${PIPESTATUS[0]}";
  const { stdout, stderr } = spawnSync("bash", ["-c", line], { encoding: "utf8" });

  expect({ stdout, stderr }).toEqual({ stdout: "0\n", stderr: "" });
});

describe("a mistake of the user", () => {
  it.each([
    { args: ["submit", "no-slash", "x.py"], says: "use <course>/<assignment>" },
    { args: ["submit", "a/shared", "x.py"], says: "'shared' is the folder of assets" },
    { args: ["submit", "a/b", "/nowhere/x.py"], says: "cannot read /nowhere/x.py" },
    { args: ["submit", "a/b", "x.py", "--language", "cobol"], says: "cobol" },
    { args: ["submit", "a/b", "x.py", "--student", "../x"], says: "use 1 to 64 letters" },
    { args: ["status", "a/b/c/xyz"], says: "32 hex digits" },
    { args: ["push", "/nowhere", "--course", "c"], says: "cannot read the folder /nowhere" },
    { args: ["push", home], says: "--course" },
    { args: ["push", home, "--course", "c"], says: "holds no assignment.yaml" },
    { args: ["convert", "/nowhere.json"], says: "cannot read /nowhere.json: no such file" },
    { args: ["convert", home], says: `${home} is not a file` },
    { args: ["up", "--slots", "0"], says: "a whole number from 1 to 256" },
    { args: ["up", "--endpoint", "nonsense"], says: "use a URL" },
    { args: ["grade", home], says: "missing required argument" },
    { args: ["gradde"], says: "Did you mean grade?" },
  ])("ends $args with exit code 1 and without a stack", async ({ args, says }) => {
    const { exitCode, stdout, stderr } = await cli.run(...args);

    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it("is one JSON document on standard output when JSON was asked for", async () => {
    const { exitCode, stdout } = await cli.run("submit", "a/b", "/nowhere/x.py", "--json");

    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      error: { blame: "user", message: expect.stringContaining("/nowhere/x.py") },
    });
  });

  it("in the name of a deployment says what the file must be", async () => {
    const file = join(home, "outputs.json");
    writeFileSync(file, '{"AssayStorage": {}}');
    writeFileSync(join(home, "main.py"), "x");

    const { exitCode, stderr } = await cli.run("submit", "a/b", join(home, "main.py"), "--deployment", file);

    expect(exitCode).toBe(1);
    expect(stderr).toContain("cdk deploy --outputs-file");
    expect(stderr).toContain("AssayPipeline");
  });

  it("in an assignment is shown as file:line:column, with the path as it was given", async () => {
    const folder = join(home, "week-1");
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, "assignment.yaml"),
      "template: input_output\nlanguages: [pyton]\ncriteria: {}\n",
    );

    const { exitCode, stdout } = await cli.run("push", folder, "--course", "c");

    expect(exitCode).toBe(1);
    expect(stdout).toContain(`${folder}/assignment.yaml:2:13: error: /languages/0:`);
    expect(stdout).toContain("did you mean 'python'?");
  });

  it("in an asset that is nowhere is shown at the line that names it", async () => {
    const folder = join(home, "week-2");
    mkdirSync(folder, { recursive: true });
    const test = "{ name: t, type: dont_fail, program_command: CMD }";
    const text = `template: input_output\nlanguages: [python]\ncriteria: { base: { weight: 100, tests: [${test}] } }\nsetup:\n  assets:\n    - { source: data.csv, target: /tmp/data.csv }\n`;
    writeFileSync(join(folder, "assignment.yaml"), text);
    writeFileSync(join(folder, "main.py"), "");

    const { exitCode, stderr } = await cli.run("grade", folder, join(folder, "main.py"));

    expect(exitCode).toBe(1);
    expect(stderr).toContain("assignment.yaml:6:");
    expect(stderr).toContain("assets/data.csv");
  });
});

describe("a platform that is not there", () => {
  it.each([
    { lacks: "a region", env: { AWS_REGION: "", AWS_DEFAULT_REGION: "" }, says: "set AWS_REGION" },
    { lacks: "credentials", env: { AWS_REGION: "us-east-1" }, says: "'aws sts get-caller-identity'" },
  ])("of a deployment without $lacks says what to set", async ({ env, says }) => {
    const file = join(home, "deployed.json");
    writeFileSync(file, JSON.stringify({ AssayStorage: deployment, AssayPipeline: {} }));
    const nothing = {
      AWS_CONFIG_FILE: "/nowhere",
      AWS_SHARED_CREDENTIALS_FILE: "/nowhere",
      AWS_PROFILE: "nobody",
    };

    const aws = cliWithHome(home, { ...nothing, ...env });
    const { exitCode, stderr } = await aws.run("results", "a/b", "--deployment", file);

    expect(exitCode).toBe(2);
    expect(stderr).toContain(says);
  });

  it("ends with exit code 2 and says how to start it", async () => {
    writeFileSync(join(home, "main.py"), "");

    const { exitCode, stderr } = await cli.run("submit", "a/b", join(home, "main.py"));

    expect(exitCode).toBe(2);
    expect(stderr).toContain("assay up");
  });

  it("is told from an emulator that was named and does not answer", async () => {
    const { exitCode, stderr } = await cli.run("up", "--endpoint", "http://127.0.0.1:9");

    expect(exitCode).toBe(2);
    expect(stderr).toContain("nothing answers at http://127.0.0.1:9");
  });

  it("is told from a local stack that died", async () => {
    const dead = join(home, "dead");
    mkdirSync(dead);
    const session = { schema: 1, endpoint: "http://127.0.0.1:9", deployment };
    writeFileSync(join(dead, "session.json"), JSON.stringify(session));
    writeFileSync(join(home, "main.py"), "x");

    const { exitCode, stderr } = await cliWithHome(dead).run("submit", "a/b", join(home, "main.py"));

    expect(exitCode).toBe(2);
    expect(stderr).toContain("the runner of the local stack does not run");
    expect(stderr).toContain("nothing answers at the endpoint");
  });
});
