import { afterAll, beforeAll, expect, it } from "vitest";
import type { GradingResult } from "#core/grading/result.ts";
import type { GradeJob } from "#core/job/grade-job.ts";
import { queueLimits } from "#core/limits.ts";
import { resultKeys } from "#core/submission/keys.ts";
import { type DeployedStack, deployedStack } from "#test/support/deployed.ts";
import { prepareJob, purge, resultOf, send, statusOf, versionsOf } from "#test/support/pipeline.ts";
import { type RunnerProcess, startRunner } from "#test/support/runner-process.ts";
import { until } from "#test/support/until.ts";

let stack: DeployedStack;
beforeAll(async () => void (stack = await deployedStack()));
afterAll(() => stack[Symbol.asyncDispose]());

/** Whether a sandbox of this very runner runs a test of the job. */
async function runs(runner: RunnerProcess, job: GradeJob, since: Date): Promise<boolean> {
  const status = await statusOf(stack, job);
  const recent = status !== undefined && new Date(status.updatedAt) > since;
  return recent && status.progress?.phase === "test" && runner.sandboxProcesses().length > 0;
}

async function untilItRuns(runner: RunnerProcess, job: GradeJob, since: Date): Promise<void> {
  await until("the job runs", async () => (await runs(runner, job, since)) || undefined);
}

async function noSandboxesOf(runner: RunnerProcess): Promise<void> {
  await until(
    "its sandboxes are gone",
    () => (runner.sandboxProcesses().length === 0 ? true : undefined),
    10_000,
  );
}

it("has a job graded exactly once when its runner is killed in the middle", async () => {
  await using first = await startRunner({ ...stack, env: { ASSAY_VISIBILITY_TIMEOUT_SECONDS: "3" } });
  const program = "import time; time.sleep(2); print('hello')";
  const job = await prepareJob(stack, { student: "ada", program });
  const since = new Date();
  await send(stack, job);
  await untilItRuns(first, job, since);

  first.kill("SIGKILL");
  await first.exited;
  await noSandboxesOf(first);
  await using second = await startRunner({ ...stack, env: { ASSAY_VISIBILITY_TIMEOUT_SECONDS: "3" } });
  const closed = await second.line({ event: "job.closed" });

  expect(closed).toMatchObject({ outcome: "graded", score: 100, receiveCount: 2 });
  expect(await versionsOf(stack, resultKeys.result(job))).toBe(1);
  expect(await resultOf(stack, job)).toMatchObject({ outcome: "graded", score: 100 });
  expect(await statusOf(stack, job)).toMatchObject({ state: "graded", score: 100 });
});

/** Kills a new runner as soon as it runs the job; the result instead, once there is one. */
async function killRunnerOf(job: GradeJob): Promise<GradingResult | undefined> {
  const since = new Date();
  await using runner = await startRunner({ ...stack, env: { ASSAY_VISIBILITY_TIMEOUT_SECONDS: "2" } });
  const { result } = await until("the job runs once more, or is closed", async () => {
    const result = await resultOf(stack, job);
    return result !== undefined || (await runs(runner, job, since)) ? { result } : undefined;
  });
  if (result !== undefined) return result;
  runner.kill("SIGKILL");
  await runner.exited;
  await noSandboxesOf(runner);
  return undefined;
}

it("ends a job that no runner survives with a result that says so", async () => {
  const job = await prepareJob(stack, { student: "bob", program: "import time; time.sleep(20)" });
  await send(stack, job);

  let killed = 0;
  let failed = await killRunnerOf(job);
  for (; failed === undefined; failed = await killRunnerOf(job)) killed += 1;

  expect(killed).toBe(queueLimits.maxReceiveCount);
  expect(failed).toMatchObject({
    outcome: "failed",
    error: { code: "retries_exhausted", blame: "platform" },
  });
  expect(
    await until("its status is terminal", async () => {
      const status = await statusOf(stack, job);
      return status?.state === "running" ? undefined : status;
    }),
  ).toMatchObject({ state: "failed", gradingId: job.gradingId });
});

it("leaves a message that is no job to the dead-letter queue, where it is recorded", async () => {
  await using runner = await startRunner(stack);
  const job = await prepareJob(stack, { student: "carol", program: "print('hello')" });

  await send(stack, JSON.stringify({ ...job, schema: 99 }));
  await until(
    "it was delivered as often as may be",
    () => {
      const closed = runner.lines.filter((line) => line["outcome"] === "malformed");
      return closed.length === queueLimits.maxReceiveCount ? closed : undefined;
    },
    30_000,
  );

  await until("it is recorded", async () =>
    (await versionsOf(stack, "_unroutable/")) > 0 ? true : undefined,
  );
  expect(await resultOf(stack, job)).toBeUndefined();
});

it("cancels the sandbox and commits nothing when it loses its lease", async () => {
  await using runner = await startRunner({ ...stack, env: { ASSAY_VISIBILITY_TIMEOUT_SECONDS: "3" } });
  const job = await prepareJob(stack, {
    student: "dan",
    program: "import time; time.sleep(30); print('hello')",
  });
  const since = new Date();
  await send(stack, job);
  await untilItRuns(runner, job, since);

  await purge(stack);
  const closed = await runner.line({ event: "job.closed" });

  expect(closed).toMatchObject({ settlement: "lease-lost", errorCode: "lease_lost" });
  expect(closed["durationMs"]).toBeLessThan(15_000);
  await noSandboxesOf(runner);
  expect(await resultOf(stack, job)).toBeUndefined();
  expect(await statusOf(stack, job)).toMatchObject({ state: "running" });
});
