import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { type DeployedStack, deployedStack } from "#test/support/deployed.ts";
import { resultOf, send, statusOf } from "#test/support/pipeline.ts";
import { assignmentRef, currentRelease, definitionText, putObject } from "#test/support/published.ts";
import { startRunner } from "#test/support/runner-process.ts";
import { until } from "#test/support/until.ts";
import { takeJobs } from "#test/support/uploads.ts";

const CORRELATION_ID = "moodle-4711";
let stack: DeployedStack;
beforeAll(async () => void (stack = await deployedStack()));
afterAll(() => stack[Symbol.asyncDispose]());

it("carries one correlation id from an upload through the Lambda's log, the job and the runner's log to status and result", async () => {
  const { s3, sqs, deployment } = stack;
  const bucket = deployment.AssignmentsBucket;
  await putObject(s3, { bucket, key: "cs1/hello/assignment.yaml", body: definitionText() });
  const ref = assignmentRef("cs1", "hello");
  await until("the assignment is published", () =>
    currentRelease(s3, deployment.ReleasesBucket, ref).catch(() => undefined),
  );
  await putObject(s3, {
    bucket: deployment.SubmissionsBucket,
    key: "cs1/hello/ana/main.py",
    body: "print('hello')",
    metadata: { language: "python", "correlation-id": CORRELATION_ID },
  });

  const [received] = await takeJobs(sqs, deployment.GradingQueueUrl, { enough: 1, patienceSeconds: 20 });
  if (received === undefined) throw new Error("no job came");
  const { job } = received;
  expect(job.correlationId).toBe(CORRELATION_ID);
  expect(await lambdaLine("submission.accepted")).toMatchObject({
    correlationId: CORRELATION_ID,
    submissionId: job.submissionId,
  });

  await using runner = await startRunner(stack);
  await send(stack, job);
  expect(await runner.line({ event: "job.closed", correlationId: CORRELATION_ID })).toMatchObject({
    outcome: "graded",
    submissionId: job.submissionId,
  });
  expect(await statusOf(stack, job)).toMatchObject({ state: "graded", correlationId: CORRELATION_ID });
  expect(await resultOf(stack, job)).toMatchObject({ outcome: "graded", correlationId: CORRELATION_ID });
});

it("says it also of an upload that is turned away, or that names no student", async () => {
  const bucket = stack.deployment.SubmissionsBucket;
  const metadata = { "correlation-id": CORRELATION_ID };

  await putObject(stack.s3, { bucket, key: "cs1/nothing/ana/main.py", body: "x", metadata });
  await putObject(stack.s3, { bucket, key: "nowhere.py", body: "x", metadata });

  expect(await lambdaLine("submission.rejected")).toMatchObject({
    correlationId: CORRELATION_ID,
    code: "assignment_unknown",
  });
  expect(await lambdaLine("upload.unroutable")).toMatchObject({
    correlationId: CORRELATION_ID,
    key: "nowhere.py",
  });
});

const Line = z.looseObject({ event: z.string() });

/** MiniStack keeps what its Lambdas print among its own lines. */
async function lambdaLine(event: string): Promise<z.infer<typeof Line>> {
  return await until(event, async () => {
    const log = await readFile(stack.logFile, "utf8");
    return log
      .split("\n")
      .flatMap((line) => Line.safeParse(parsed(line.slice(line.indexOf("{")))).data ?? [])
      .find((line) => line.event === event);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
