import { DeleteObjectCommand } from "@aws-sdk/client-s3";
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

it("F3 host killed mid-grade: the job is graded once more, and has one grade", async () => {
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

it("F2 poison message: a job that no runner survives ends with a result that blames the platform", async () => {
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

it("F1 forged message: none is graded, and each is recorded for staff", async () => {
  await using runner = await startRunner({ ...stack, env: { ASSAY_SLOTS: "2" } });
  const job = await prepareJob(stack, { student: "carol", program: "print('hello')" });
  const forged = [
    "not JSON",
    JSON.stringify({ ...job, schema: 99 }),
    JSON.stringify({ ...job, score: 100 }),
    JSON.stringify({ ...job, student: "eve" }),
    JSON.stringify({ ...job, upload: { ...job.upload, bucket: stack.deployment.ReleasesBucket } }),
  ];

  for (const body of forged) await send(stack, body);
  await until(
    "each was delivered as often as may be",
    () => {
      const closed = runner.lines.filter((line) => line["outcome"] === "malformed");
      return closed.length === forged.length * queueLimits.maxReceiveCount ? closed : undefined;
    },
    40_000,
  );

  await until("they are recorded", async () =>
    (await versionsOf(stack, "_unroutable/")) >= forged.length ? true : undefined,
  );
  expect(runner.lines.filter((line) => line["outcome"] === "graded")).toEqual([]);
});

it("F8 cancel while running: without its message, its sandbox is killed and nothing is committed", async () => {
  await using runner = await startRunner({ ...stack, env: { ASSAY_VISIBILITY_TIMEOUT_SECONDS: "3" } });
  const job = await prepareJob(stack, {
    student: "dan",
    program: "import time; time.sleep(30); print('hello')",
  });
  const since = new Date();
  await send(stack, job);
  await untilItRuns(runner, job, since);

  const cancelledAt = performance.now();
  await purge(stack);
  const closed = await runner.line({ event: "job.closed" });

  expect(closed).toMatchObject({ settlement: "lease-lost", errorCode: "lease_lost" });
  expect(closed["durationMs"]).toBeLessThan(15_000);
  await noSandboxesOf(runner);
  expect(performance.now() - cancelledAt).toBeLessThan(6_000);
  expect(await resultOf(stack, job)).toBeUndefined();
  expect(await statusOf(stack, job)).toMatchObject({ state: "running" });
});

it("F5 lease expiry: a runner that was away for too long commits nothing over the one that took its place", async () => {
  const env = { ASSAY_VISIBILITY_TIMEOUT_SECONDS: "2" };
  await using first = await startRunner({ ...stack, env });
  const program = "import time; time.sleep(1.5); print('hello')";
  const job = await prepareJob(stack, { student: "erin", program });
  const since = new Date();
  await send(stack, job);
  await untilItRuns(first, job, since);

  // As a host that is paused: its heartbeat stops, and it comes back believing that it has the job.
  first.kill("SIGSTOP");
  await using second = await startRunner({ ...stack, env });
  await second.line({ event: "job.closed", outcome: "graded" });
  first.kill("SIGCONT");
  const late = await first.line({ event: "job.closed" });

  expect(late["outcome"]).not.toBe("graded");
  expect(await versionsOf(stack, resultKeys.result(job))).toBe(1);
  expect(await statusOf(stack, job)).toMatchObject({ state: "graded", score: 100 });
});

it("F4 duplicate delivery while the first still runs: one result is committed, both messages are done with", async () => {
  await using runner = await startRunner({ ...stack, env: { ASSAY_SLOTS: "2" } });
  const program = "import time; time.sleep(1); print('hello')";
  const job = await prepareJob(stack, { student: "finn", program });

  await Promise.all([send(stack, job), send(stack, job)]);
  await runner.line({ event: "job.closed", outcome: "graded" });
  await runner.line({ event: "job.closed", outcome: "duplicate" });

  expect(await versionsOf(stack, resultKeys.result(job))).toBe(1);
  expect(await statusOf(stack, job)).toMatchObject({ state: "graded" });
});

it("C11 log bomb: what a program prints or logs is in no log of the runner", async () => {
  await using runner = await startRunner(stack);
  const program = [
    "import socket, sys, syslog",
    "for n in range(50_000): print('LOGBOMB', n)",
    "for n in range(1_000): syslog.syslog(syslog.LOG_EMERG, 'LOGBOMB')",
    "try:",
    "    socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).connect('/dev/log')",
    "    print('LOGBOMB reached a log')",
    "except OSError: pass",
    "sys.exit('LOGBOMB ' * 10_000)",
  ].join("\n");
  const job = await prepareJob(stack, { student: "gina", program });

  await send(stack, job);
  await runner.line({ event: "job.closed", outcome: "graded", score: 0 });

  expect(runner.lines.length).toBeLessThan(10);
  expect(JSON.stringify(runner.lines).length).toBeLessThan(10_000);
  expect(JSON.stringify(runner.lines) + runner.stderr()).not.toContain("LOGBOMB");
});

it("D9 object replaced between event and read: the version that was accepted is graded, or none", async () => {
  await using runner = await startRunner(stack);
  const replaced = await prepareJob(stack, { student: "hana", program: "print('wrong')" });
  await prepareJob(stack, { student: "hana", program: "print('hello')" });
  const deleted = await prepareJob(stack, { student: "ivan", program: "print('hello')" });
  const { bucket, key, versionId } = deleted.upload;
  await stack.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));

  await send(stack, replaced);
  await send(stack, deleted);
  await runner.line({ event: "job.closed", submissionId: replaced.submissionId });
  await runner.line({ event: "job.closed", submissionId: deleted.submissionId });

  expect(await resultOf(stack, replaced)).toMatchObject({ outcome: "graded", score: 0 });
  expect(await resultOf(stack, deleted)).toMatchObject({
    outcome: "rejected",
    error: { code: "submission_gone" },
  });
});
