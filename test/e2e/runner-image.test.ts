import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { arch, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { localAwsEnvironment } from "#cli/local/aws-environment.ts";
import { stackNames } from "#core/deployment.ts";
import { GradingResult } from "#core/grading/result.ts";
import { type Cli, cliWithHome } from "#test/support/cli.ts";
import { type DeployedStack, deployedStack } from "#test/support/deployed.ts";
import { type Docker, startDocker } from "#test/support/docker.ts";
import { buildRunnerImage, imageSource } from "#test/support/runner-image.ts";
import { makeStacks } from "#test/support/stacks.ts";
import { until } from "#test/support/until.ts";

/** The image of the fleet, built, and grading the demo as a container: no file of this machine but what is in it. */

const example = join(import.meta.dirname, "../../examples/weather-stations");
const name = `assay-runner-${process.pid}`;
const home = mkdtempSync(join(tmpdir(), "assay-runner-image-"));
let docker: Docker;
let stack: DeployedStack;
let cli: Cli;

beforeAll(async () => {
  docker = startDocker();
  using stacks = makeStacks({ instanceTypes: arch() === "arm64" ? "c7g.xlarge" : "c6a.xlarge" });
  const assembly = stacks.app.synth();
  const image = await buildRunnerImage(docker, imageSource(assembly.directory, stackNames.fleet));
  stack = await deployedStack();
  startRunner(image);
  const outputs = { [stackNames.storage]: stack.deployment, [stackNames.pipeline]: {} };
  writeFileSync(join(home, "outputs.json"), JSON.stringify(outputs));
  cli = cliWithHome(home, {
    ...localAwsEnvironment(stack.endpoint),
    ASSAY_DEPLOYMENT: join(home, "outputs.json"),
  });
  await until("the runner takes jobs", () => (logged("runner.started").length > 0 ? true : undefined));
}, 600_000);

afterAll(async () => {
  docker.docker("rm", "--force", "--volumes", name);
  await stack[Symbol.asyncDispose]();
  docker[Symbol.dispose]();
  rmSync(home, { recursive: true });
});

describe("the image of the runner", () => {
  it("grades the demo, in Python and in C, with the toolchains that are in it", async () => {
    const pushed = await cli.run("push", example, "--course", "demo");
    expect(pushed, pushed.stderr).toMatchObject({ exitCode: 0 });

    const expected = Expectations.parse(JSON.parse(readFileSync(join(example, "expected.json"), "utf8")));
    for (const [submission, expectation] of Object.entries(expected)) {
      const folder = join(example, "submissions", submission);
      const run = await cli.run("submit", "demo/weather-stations", folder, "--student", submission, ...watch);
      const result = GradingResult.parse(JSON.parse(run.stdout));
      // By control groups, not only by rlimits.
      expect(result).toMatchObject({ ...expectation, student: submission, sandbox: { limitsBy: "cgroup" } });
    }
  });

  it("says that it is well, to the health check of its task", () => {
    expect(docker.docker("exec", name, "node", "sandbox-runner/health.ts")).toBe("");
  });

  it("ends by itself when it is told to, having drained", () => {
    docker.docker("stop", "--time", "60", name);

    expect(logged("runner.draining")).toHaveLength(1);
    expect(logged("runner.stopped")).toHaveLength(1);
    expect(docker.docker("inspect", "--format", "{{.State.ExitCode}}", name)).toBe("0");
  });
});

const Expectations = z.record(z.string(), z.object({ outcome: z.string(), score: z.number().optional() }));
const watch = ["--watch", "--timeout", "120", "--json"];

/**
 * With what the task definition of the fleet grants, named one by one, because a machine may not be allowed to grant
 * `--privileged`; and, where control groups are of version 1, with those of the host.
 */
function startRunner(image: string): void {
  const { deployment } = stack;
  const environment = {
    ...localAwsEnvironment(stack.endpoint),
    ASSAY_RELEASES_BUCKET: deployment.ReleasesBucket,
    ASSAY_SUBMISSIONS_BUCKET: deployment.SubmissionsBucket,
    ASSAY_RESULTS_BUCKET: deployment.ResultsBucket,
    ASSAY_GRADING_QUEUE_URL: deployment.GradingQueueUrl,
    ASSAY_REGRADING_QUEUE_URL: deployment.RegradingQueueUrl,
    ASSAY_PUBLICATIONS_QUEUE_URL: deployment.PublicationsQueueUrl,
    ASSAY_SLOTS: "2",
    ASSAY_LONG_POLL_SECONDS: "1",
  };
  const args = ["run", "--detach", "--name", name, "--network", "host", "--init"]
    .concat("--cap-add", "SYS_ADMIN", "--security-opt", "seccomp=unconfined")
    .concat("--cgroupns", "host", "--volume", "/sys/fs/cgroup:/sys/fs/cgroup:rw")
    .concat(Object.entries(environment).flatMap(([key, value]) => ["--env", `${key}=${value}`]));
  docker.docker(...args, image);
}

/** Lines of its log with this event. */
function logged(event: string): readonly string[] {
  return docker
    .docker("logs", name)
    .split("\n")
    .filter((line) => line.includes(`"${event}"`));
}
