import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { GradingResult } from "#core/grading/result.ts";
import { Slug, submissionId } from "#core/submission/ids.ts";
import { resultKeys, type SubmissionRef } from "#core/submission/keys.ts";
import { SubmissionStatus } from "#core/submission/status.ts";
import { readJson } from "#lambdas/objects/json-object.ts";
import { type DeployedStack, deployedStack } from "#test/support/deployed.ts";
import {
  assignmentRef,
  currentRelease,
  definitionText,
  documentWhen,
  putObject,
  validationOf,
} from "#test/support/published.ts";
import { startRunner } from "#test/support/runner-process.ts";
import { until } from "#test/support/until.ts";
import { deliver, objectCreated, takeJobs } from "#test/support/uploads.ts";

let stack: DeployedStack;
beforeAll(async () => void (stack = await deployedStack()));
afterAll(() => stack[Symbol.asyncDispose]());

const script = "<script>alert(1)</script>";

it("D10 duplicate and out-of-order events: each version is one submission, and the last event changes nothing", async () => {
  await publish("events", definitionText());
  const key = "cs1/events/ana/main.py";
  const { SubmissionsBucket: bucket, UploadsQueueUrl } = stack.deployment;
  const first = await upload(key, "first");
  const second = await upload(key, "second!");
  await statusWhen(key, second, "queued");

  for (const versionId of [second, first, first, second]) {
    await deliver(stack.sqs, UploadsQueueUrl, objectCreated({ bucket, key, versionId }));
  }
  await statusWhen(key, first, "queued");

  // A job may be queued twice when its events overlap; for the runner that is one grading.
  const jobs = await takeJobs(stack.sqs, stack.deployment.GradingQueueUrl, { enough: 5 });
  const gradings = new Set(
    jobs.map(({ job }) => `${job.upload.versionId} ${job.upload.sizeBytes} ${job.gradingId}`),
  );
  const [{ job } = expect.fail("no job")] = jobs;
  expect(gradings).toEqual(new Set([`${first} 5 ${job.gradingId}`, `${second} 7 ${job.gradingId}`]));
});

it("D11 hostile metadata: names that could be formulas, paths or scripts name no student", async () => {
  await publish("names", definitionText());
  const keys = [
    'cs1/names/=HYPERLINK("http:evil")/main.py',
    "cs1/names/..%2f..%2fetc/main.py",
    `cs1/names/<script>/main.py`,
    "cs1/names/@SUM(1)/main.py",
    "cs1/names/a b/main.py",
  ];
  for (const key of keys) {
    const versionId = await upload(key, "print()");
    const kept = await documentWhen(stack.s3, {
      bucket: stack.deployment.ResultsBucket,
      key: resultKeys.unroutable(submissionId(key, versionId)),
      schema: z.looseObject({ error: z.looseObject({ code: z.string() }) }),
    });
    expect(kept.error.code).toBe("key_invalid");
  }
});

it("D11 hostile metadata: what an uploader says of an upload is data, and too much of it is none", async () => {
  await publish("said", definitionText());
  const key = `cs1/said/bob/${script.replaceAll("/", "_")}.py`;
  const metadata = { language: script, locale: script, "correlation-id": `${script}${"x".repeat(900)}` };
  const versionId = await upload(key, "print('hello')", metadata);
  await using runner = await startRunner(stack);

  await runner.line({ event: "job.closed", submissionId: submissionId(key, versionId) });

  const published = await resultsBelow("cs1/said/bob/");
  expect(published.map(({ key: name }) => name.split("/").at(-1))).toEqual(
    expect.arrayContaining(["report.html", "report.md", "result.json", "status.json"]),
  );
  const html = published.find(({ key: name }) => name.endsWith("report.html"))?.body;
  expect(html).not.toContain(script);
  const lines = JSON.stringify(runner.lines);
  expect(lines).not.toContain("xxxx");
  expect(lines).not.toContain('correlationId":"<script>');
});

it("F6 stale grader version: what was current when it was submitted is what grades, and the result says which", async () => {
  await publish("moving", definitionText({ title: "First" }));
  const before = await current("moving");
  const key = "cs1/moving/cara/main.py";
  const versionId = await upload(key, "print('hello')");
  await statusWhen(key, versionId, "queued");
  await publish("moving", definitionText({ title: "Second" }).replaceAll("hello}", "bye}"));
  expect((await current("moving")).releaseId).not.toBe(before.releaseId);

  await using runner = await startRunner(stack);
  await runner.line({ event: "job.closed", submissionId: submissionId(key, versionId) });

  const status = await statusWhen(key, versionId, "graded");
  const result = await documentWhen(stack.s3, {
    bucket: stack.deployment.ResultsBucket,
    key: status.resultKey ?? "none",
    schema: GradingResult,
  });
  expect(result).toMatchObject({
    releaseId: before.releaseId,
    definitionHash: before.definitionHash,
    outcome: "graded",
  });
});

it("F7 resubmit storm: one student has a bounded number of jobs, in a group of the queue of their own", async () => {
  await publish("storm", definitionText({ maxAttempts: 5 }));
  const storm = Array.from({ length: 40 }, (_, index) => `cs1/storm/dora/try-${index}.py`);
  const versions = await Promise.all(storm.map((key) => upload(key, "print('hello')")));
  const other = await upload("cs1/storm/emil/main.py", "print('hello')");

  const states = await Promise.all(storm.map((key, index) => settled(key, versions[index] ?? "")));
  expect(await settled("cs1/storm/emil/main.py", other)).toBe("queued");

  expect(states.filter((state) => state === "queued")).toHaveLength(5);
  expect(states.filter((state) => state === "rejected")).toHaveLength(35);
  const jobs = await takeJobs(stack.sqs, stack.deployment.GradingQueueUrl, { enough: 7 });
  const groups = Object.groupBy(jobs, ({ message }) => message.Attributes?.MessageGroupId ?? "none");
  expect(groups["cs1/dora"]).toHaveLength(5);
  expect(groups["cs1/emil"]).toHaveLength(1);
});

async function publish(name: string, body: string): Promise<void> {
  const { AssignmentsBucket, ReleasesBucket } = stack.deployment;
  const key = `cs1/${name}/assignment.yaml`;
  const versionId = await putObject(stack.s3, { bucket: AssignmentsBucket, key, body });
  const wanted = { ref: assignmentRef("cs1", name), versionId };
  expect((await validationOf(stack.s3, ReleasesBucket, wanted)).findings).toEqual([]);
}

function current(name: string) {
  return currentRelease(stack.s3, stack.deployment.ReleasesBucket, assignmentRef("cs1", name));
}

function upload(key: string, body: string, metadata?: Readonly<Record<string, string>>): Promise<string> {
  const bucket = stack.deployment.SubmissionsBucket;
  return putObject(stack.s3, { bucket, key, body, ...(metadata && { metadata }) });
}

async function resultsBelow(prefix: string): Promise<{ key: string; body: string }[]> {
  const bucket = stack.deployment.ResultsBucket;
  const listed = await stack.s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
  return Promise.all(
    (listed.Contents ?? []).map(async ({ Key: key = "" }) => {
      const object = await stack.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return { key, body: (await object.Body?.transformToString()) ?? "" };
    }),
  );
}

function statusPlace(key: string, versionId: string) {
  const [course, assignment, student] = key
    .split("/")
    .slice(0, 3)
    .map((part) => Slug.parse(part));
  if (course === undefined || assignment === undefined || student === undefined) throw new Error(key);
  const ref: SubmissionRef = { course, assignment, student, submissionId: submissionId(key, versionId) };
  return {
    bucket: stack.deployment.ResultsBucket,
    key: resultKeys.status(ref),
    schema: SubmissionStatus,
  };
}

function statusWhen(key: string, versionId: string, state: SubmissionStatus["state"]) {
  return documentWhen(stack.s3, statusPlace(key, versionId), (status) => status.state === state);
}

/** A delivery that fails in the rush comes again after its visibility timeout. */
async function settled(key: string, versionId: string): Promise<SubmissionStatus["state"]> {
  const place = statusPlace(key, versionId);
  return await until(
    `${key} is settled`,
    async () => {
      const state = (await readJson(stack.s3, place, place.schema))?.value.state;
      return state === "received" ? undefined : state;
    },
    90_000,
  );
}
