import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { resultKeys } from "#core/submission/keys.ts";
import { type DeployedStack, deployedStack } from "#test/support/deployed.ts";
import { prepareJob, resultOf, send, statusOf, versionsOf } from "#test/support/pipeline.ts";
import { spawnRunner, startRunner } from "#test/support/runner-process.ts";
import { until } from "#test/support/until.ts";

let stack: DeployedStack;
beforeAll(async () => void (stack = await deployedStack()));
afterAll(() => stack[Symbol.asyncDispose]());

async function queuedMessages() {
  const { Attributes } = await stack.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: stack.deployment.GradingQueueUrl,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return {
    visible: Number(Attributes?.["ApproximateNumberOfMessages"]),
    inFlight: Number(Attributes?.["ApproximateNumberOfMessagesNotVisible"]),
  };
}

it("takes a job from the queue and leaves a result, reports, a status, and no message", async () => {
  await using runner = await startRunner(stack);
  const job = await prepareJob(stack, { student: "ada", program: "print('hello')" });

  await send(stack, job);
  const closed = await runner.line({ event: "job.closed" });

  expect(closed).toMatchObject({ outcome: "graded", score: 100, receiveCount: 1, gradingId: job.gradingId });
  expect(await resultOf(stack, job)).toMatchObject({
    outcome: "graded",
    score: 100,
    language: "python",
    tests: [{ name: "greets", score: 100, stdout: { text: "hello\n" } }],
  });
  expect(await statusOf(stack, job)).toMatchObject({ state: "graded", score: 100 });
  const html = await stack.s3.send(
    new GetObjectCommand({ Bucket: stack.deployment.ResultsBucket, Key: resultKeys.reportHtml(job) }),
  );
  expect(html.ContentType).toBe("text/html; charset=utf-8");
  expect(await queuedMessages()).toEqual({ visible: 0, inFlight: 0 });
});

it("commits one result of a job that was sent twice, and acknowledges both messages", async () => {
  await using runner = await startRunner({ ...stack, env: { ASSAY_SLOTS: "2" } });
  const job = await prepareJob(stack, { student: "bob", program: "print('hello')" });

  await Promise.all([send(stack, job), send(stack, job)]);
  await runner.line({ event: "job.closed", outcome: "graded" });
  await runner.line({ event: "job.closed", outcome: "duplicate" });

  expect(await versionsOf(stack, resultKeys.result(job))).toBe(1);
  expect(await statusOf(stack, job)).toMatchObject({ state: "graded" });
  expect(await queuedMessages()).toEqual({ visible: 0, inFlight: 0 });
});

it("finishes the running job on SIGTERM, takes no other, and exits with 0", async () => {
  await using runner = await startRunner({ ...stack, env: { ASSAY_SLOTS: "2" } });
  const program = "import time; time.sleep(1.5); print('hello')";
  const running = await prepareJob(stack, { student: "carol", program });
  const waiting = await prepareJob(stack, { student: "dan", program });
  await send(stack, running);
  await until("the job runs", async () => {
    const status = await statusOf(stack, running);
    return status?.progress?.phase === "test" ? status : undefined;
  });

  runner.kill("SIGTERM");
  await runner.line({ event: "runner.draining" });
  await send(stack, waiting);

  expect(await runner.exited).toBe(0);
  expect(await resultOf(stack, running)).toMatchObject({ outcome: "graded", score: 100 });
  expect(await resultOf(stack, waiting)).toBeUndefined();
  expect(await queuedMessages()).toEqual({ visible: 1, inFlight: 0 });
  expect(runner.lines.at(-1)).toMatchObject({ event: "runner.stopped" });
  expect(runner.sandboxProcesses()).toEqual([]);

  // The other is done by whoever comes next.
  await using next = await startRunner(stack);
  await next.line({ event: "job.closed", submissionId: waiting.submissionId, outcome: "graded" });
});

it("gives a job that outlasts the grace back at once, and the next runner does it", async () => {
  await using first = await startRunner({ ...stack, env: { ASSAY_DRAIN_GRACE_MS: "0" } });
  const program = "import os, time; time.sleep(4); print('hello')";
  const job = await prepareJob(stack, { student: "erin", program });
  await send(stack, job);
  await until("the job runs", () => (first.sandboxProcesses().length > 0 ? true : undefined));

  first.kill("SIGTERM");

  expect(await first.exited).toBe(0);
  expect(first.lines).toContainEqual(expect.objectContaining({ event: "job.closed", outcome: "returned" }));
  expect(await queuedMessages()).toEqual({ visible: 1, inFlight: 0 });
  await using second = await startRunner(stack);
  const closed = await second.line({ event: "job.closed" });
  expect(closed).toMatchObject({ outcome: "graded", score: 100, receiveCount: 2 });
});

it("does not start without runsc, and says how to get it", async () => {
  await using runner = await spawnRunner({ ...stack, env: { ASSAY_RUNSC: "/nowhere/runsc" } });

  expect(await runner.exited).toBe(2);
  expect(runner.stderr()).toMatch(/\/nowhere\/runsc .*make setup/);
});
