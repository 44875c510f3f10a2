import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DeployedStack, deployedStack } from "#test/support/deployed.ts";
import { startEcsAgent } from "#test/support/ecs-agent.ts";
import { readMetrics } from "#test/support/embedded-metrics.ts";
import { prepareJob, send } from "#test/support/pipeline.ts";
import { startRunner } from "#test/support/runner-process.ts";

let stack: DeployedStack;
beforeAll(async () => void (stack = await deployedStack()));
afterAll(() => stack[Symbol.asyncDispose]());

const long = "import time; time.sleep(2); print('hello')";

it("protects its task while a job runs, and asks once for jobs that follow each other", async () => {
  await using agent = await startEcsAgent();
  await using runner = await startRunner({ ...stack, env: { ECS_AGENT_URI: agent.uri } });

  for (const student of ["bob", "carol"]) {
    const job = await prepareJob(stack, { student, program: long });
    await send(stack, job);
    await agent.request(0);
    await runner.line({ event: "job.closed", submissionId: job.submissionId, outcome: "graded" });
  }

  expect(agent.asked).toEqual([
    {
      method: "PUT",
      path: "/api/0123456789abcdef/task-protection/v1/state",
      body: { ProtectionEnabled: true, ExpiresInMinutes: 5 },
    },
  ]);
});

it("grades, and ends in time, while the agent of ECS never answers", async () => {
  await using agent = await startEcsAgent(() => undefined);
  await using runner = await startRunner({ ...stack, env: { ECS_AGENT_URI: agent.uri } });
  const job = await prepareJob(stack, { student: "dan", program: long });
  await send(stack, job);
  await agent.request(0);

  runner.kill("SIGTERM");

  expect(await runner.line({ event: "job.closed", submissionId: job.submissionId })).toMatchObject({
    outcome: "graded",
    settlement: "acknowledged",
  });
  expect(await runner.exited).toBe(0);
});

it("is well by its health check, and says what its slots are like", async () => {
  await using runner = await startRunner(stack);

  expect(await healthCheck(runner.stateDir)).toEqual({ exitCode: 0, output: "" });
  expect(readMetrics(await runner.line({ event: "runner.alive" })).values).toMatchObject({
    SlotsBusy: 0,
    SlotsTotal: 1,
    HostsUnhealthy: 0,
  });
});

it("is ill by its health check where no runner is", async () => {
  expect(await healthCheck("/nonexistent")).toEqual({
    exitCode: 1,
    output: expect.stringContaining("/nonexistent/health.json"),
  });
});

it("measures a job in the line that closes it, by the clock of the queue too", async () => {
  await using runner = await startRunner(stack);
  const job = await prepareJob(stack, { student: "erin", program: "print('hello')" });

  await send(stack, job);
  const closed = await runner.line({ event: "job.closed", submissionId: job.submissionId });

  const { values } = readMetrics(closed);
  expect(values).toEqual({
    QueueWait: expect.any(Number),
    FetchTime: expect.any(Number),
    TakeTime: expect.any(Number),
    InjectTime: expect.any(Number),
    TestsTime: expect.any(Number),
    PublishTime: expect.any(Number),
    JobDuration: closed["durationMs"],
    UploadBytes: job.upload.sizeBytes,
    JobsGraded: 1,
    JobsRejected: 0,
    JobsFailed: 0,
    JobsRetried: 0,
    ...("SetupTime" in values && { SetupTime: expect.any(Number) }),
  });
  expect(values["QueueWait"]).toBeLessThan(10_000);
});

async function healthCheck(stateDir: string) {
  const check = spawn(process.execPath, ["sandbox-runner/health.ts"], {
    env: { ASSAY_STATE_DIR: stateDir },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output] = await Promise.all([
    text(check.stdout),
    new Promise((ended) => check.once("close", ended)),
  ]);
  return { exitCode: check.exitCode, output };
}
