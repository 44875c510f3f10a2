import { GetObjectCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { FailedResult } from "#core/grading/result.ts";
import { gradingId, ReleaseId, submissionId } from "#core/submission/ids.ts";
import { parseUploadKey, releaseKeys, resultKeys, type SubmissionRef } from "#core/submission/keys.ts";
import { isTerminal, SubmissionStatus } from "#core/submission/status.ts";
import type { Cli } from "#test/support/cli.ts";
import { type DeployedStack, deployedStack } from "#test/support/deployed.ts";
import { deployedCli } from "#test/support/deployed-cli.ts";
import {
  assignmentRef,
  definitionText,
  documentWhen,
  putObject,
  validationOf,
} from "#test/support/published.ts";
import { release } from "#test/support/releases.ts";
import { startRunner } from "#test/support/runner-process.ts";
import { deliver, takeJobs } from "#test/support/uploads.ts";

const owned = new AsyncDisposableStack();
let stack: DeployedStack;
let cli: Cli;
beforeAll(async () => {
  stack = owned.use(await deployedStack());
  cli = owned.use(await deployedCli(stack));
});
afterAll(() => owned.disposeAsync());

async function submit(key: string, body: string | Uint8Array): Promise<SubmissionRef> {
  const versionId = await putObject(stack.s3, { bucket: stack.deployment.SubmissionsBucket, key, body });
  const parsed = parseUploadKey(key);
  if (!parsed.ok) expect.fail(parsed.reason);
  const { course, assignment, student } = parsed.ref;
  return { course, assignment, student, submissionId: submissionId(key, versionId) };
}

function statusWhen(ref: SubmissionRef, wanted: (status: SubmissionStatus) => boolean) {
  const place = { bucket: stack.deployment.ResultsBucket, key: resultKeys.status(ref) };
  return documentWhen(stack.s3, { ...place, schema: SubmissionStatus }, wanted);
}

async function publish(assignment: string, text: string): Promise<ReleaseId> {
  const { AssignmentsBucket, ReleasesBucket } = stack.deployment;
  const key = `cs1/${assignment}/assignment.yaml`;
  const versionId = await putObject(stack.s3, { bucket: AssignmentsBucket, key, body: text });
  const ref = assignmentRef("cs1", assignment);
  const { releaseId } = await validationOf(stack.s3, ReleasesBucket, { ref, versionId });
  return releaseId ?? expect.fail("it is not valid");
}

function gradedBy(ref: SubmissionRef, releaseId: ReleaseId): SubmissionStatus {
  return {
    schema: 1,
    submissionId: ref.submissionId,
    gradingId: gradingId(releaseId, 1),
    state: "graded",
    score: 50,
    updatedAt: "2026-03-01T10:00:00.000Z",
    correlationId: "c-1",
  };
}

/** One that nobody published, so that no event and no pointer comes with it. */
async function putRelease(assignment: string, releaseId: ReleaseId): Promise<void> {
  const ref = assignmentRef("cs1", assignment);
  const place = { bucket: stack.deployment.ReleasesBucket, key: releaseKeys.release(ref, releaseId) };
  await putObject(stack.s3, { ...place, body: JSON.stringify({ ...release(), ...ref, releaseId }) });
}

async function json(...args: readonly string[]): Promise<unknown> {
  const { exitCode, stdout, stderr } = await cli.run(...args, "--json");
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return JSON.parse(stdout);
}

/** Every status that a student could have seen, the first one first. */
async function statesOf(ref: SubmissionRef): Promise<readonly SubmissionStatus[]> {
  const at = { Bucket: stack.deployment.ResultsBucket, Prefix: resultKeys.status(ref) };
  const { Versions = [] } = await stack.s3.send(new ListObjectVersionsCommand(at));
  const read = Versions.toReversed().map(async ({ Key, VersionId }) => {
    const { Body } = await stack.s3.send(new GetObjectCommand({ ...at, Key, VersionId }));
    return SubmissionStatus.parse(JSON.parse((await Body?.transformToString()) ?? ""));
  });
  return await Promise.all(read);
}

it("goes on where it was killed: every submission is sent, and hardly any twice", async () => {
  const [old, current] = ["a", "b"].map((digit) => ReleaseId.parse(digit.repeat(24)));
  if (old === undefined || current === undefined) expect.fail();
  await putRelease("killed", current);
  const count = 300;
  const seed = async (index: number) => {
    const ref = await submit(`cs1/killed/student-${index}/main.py`, `print(${index})`);
    // Whatever becomes of the upload, which is to an unknown assignment, is written under a condition, this is not.
    const place = { bucket: stack.deployment.ResultsBucket, key: resultKeys.status(ref) };
    await putObject(stack.s3, { ...place, body: JSON.stringify(gradedBy(ref, old)) });
    return ref.submissionId;
  };
  const ids: string[] = [];
  while (ids.length < count) {
    const some = Array.from({ length: 20 }, (_, index) => seed(ids.length + index));
    ids.push(...(await Promise.all(some)));
  }
  const args = ["regrade", "cs1/killed", "--release", current];

  const { child, ended } = await cli.startUntil(" sent", ...args);
  child.kill("SIGKILL");
  await ended;
  const resumed = await json(...args);
  const again = await json(...args);

  expect(again).toMatchObject({ sent: 0, queued: count });
  const { sent, queued } = z.object({ sent: z.int(), queued: z.int() }).parse(resumed);
  expect(sent + queued).toBe(count);
  expect(sent).toBeGreaterThan(0);
  expect(queued).toBeGreaterThan(0);
  const jobs = await takeJobs(stack.sqs, stack.deployment.RegradingQueueUrl, { enough: 2 * count });
  expect(new Set(jobs.map(({ job }) => job.submissionId))).toEqual(new Set(ids));
  expect(new Set(jobs.map(({ job }) => job.gradingId))).toEqual(new Set([gradingId(current, 1)]));
  // Four batches of ten are on their way at a time.
  expect(jobs.length - count).toBeLessThanOrEqual(40);
});

it("takes no grade away when it fails, and is sent again as another run", async () => {
  const { ResultsBucket: bucket, RegradingQueueUrl, RegradingDlqUrl } = stack.deployment;
  const [old, current] = ["c", "d"].map((digit) => ReleaseId.parse(digit.repeat(24)));
  if (old === undefined || current === undefined) expect.fail();
  await putRelease("failing", current);
  const ref = await submit("cs1/failing/ada/main.py", "print(1)");
  const place = { bucket, key: resultKeys.status(ref) };
  await putObject(stack.s3, { ...place, body: JSON.stringify(gradedBy(ref, old)) });
  const args = ["regrade", "cs1/failing", "--release", current];
  expect(await json(...args)).toMatchObject({ sent: 1 });
  const [taken] = await takeJobs(stack.sqs, RegradingQueueUrl, { enough: 1 });
  if (taken === undefined) expect.fail("no job came");

  await deliver(stack.sqs, RegradingDlqUrl, JSON.stringify(taken.job));
  const key = resultKeys.result(taken.job);
  await documentWhen(stack.s3, { bucket, key, schema: FailedResult });

  expect(await json(...args)).toMatchObject({ sent: 1 });
  const [again] = await takeJobs(stack.sqs, RegradingQueueUrl, { enough: 1 });
  expect(again?.job.gradingId).toBe(gradingId(current, 2));
  const seen = await statesOf(ref);
  expect(seen.at(-1)).toMatchObject({ state: "graded", score: 50, gradingId: gradingId(old, 1) });
});

it("grades again by the current release, each once, while students go on seeing what they have", async () => {
  await using _ = await startRunner(stack);
  const assets = [{ source: "word.txt", target: "/tmp/word.txt" }];
  const hello = definitionText({ maxSize: "1MiB", assets });
  const asset = { bucket: stack.deployment.AssignmentsBucket, key: "cs1/again/assets/word.txt" };
  await putObject(stack.s3, { ...asset, body: "hello" });
  const first = await publish("again", hello);
  const ada = await submit("cs1/again/ada/main.py", "print(open('/tmp/word.txt').read())\n");
  const bob = await submit("cs1/again/bob/main.py", "print('bye')\n");
  const eve = await submit("cs1/again/eve/main.py", new Uint8Array(2 * 1024 * 1024));
  const refs = [ada, bob, eve];
  await Promise.all(refs.map((ref) => statusWhen(ref, ({ state }) => isTerminal(state))));
  expect(await json("regrade", "cs1/again")).toMatchObject({
    releaseId: first,
    sent: 0,
    done: 2,
    "turned-away": 1,
  });

  const second = await publish("again", hello.replace("expected_output: hello", "expected_output: bye"));
  expect(await json("regrade", "cs1/again", "--dry-run")).toMatchObject({
    changes: [
      { student: "ada", delta: -100, tests: [{ path: "base/expect_output", status: "regressed" }] },
      { student: "bob", delta: 100, tests: [{ path: "base/expect_output", status: "improved" }] },
    ],
    summary: { compared: 2, gained: 1, lost: 1, skipped: 1, failed: 0 },
  });
  expect(await statusWhen(ada, () => true)).toMatchObject({ score: 100, gradingId: gradingId(first, 1) });

  expect(await json("regrade", "cs1/again")).toMatchObject({ releaseId: second, sent: 2, "turned-away": 1 });
  const regraded = ({ gradingId: shown }: SubmissionStatus) => shown === gradingId(second, 1);
  expect(await statusWhen(ada, regraded)).toMatchObject({ state: "graded", score: 0 });
  expect(await statusWhen(bob, regraded)).toMatchObject({ state: "graded", score: 100 });

  expect(await json("regrade", "cs1/again")).toMatchObject({ sent: 0, done: 2 });
  expect(await json("results", "cs1/again")).toMatchObject([
    { student: "ada", state: "graded", score: 0, releaseId: second, file: "main.py" },
    { student: "bob", state: "graded", score: 100, releaseId: second },
    { student: "eve", state: "rejected", file: "main.py" },
  ]);
  for (const ref of [ada, bob]) {
    const states = (await statesOf(ref)).map(({ state }) => state);
    const graded = states.indexOf("graded");
    expect(states.slice(graded)).toEqual(["graded", "graded"]);
  }
});

it("is for assignments that have a release, and names those it knows", async () => {
  const { exitCode, stderr } = await cli.run("regrade", "cs1/nothing");
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("cs1/nothing has no release"),
  });
  const unknown = await cli.run("regrade", "cs1/again", "--release", "e".repeat(24));
  expect(unknown.stderr).toContain(`cs1/again has no release ${"e".repeat(24)}`);
  const unused = await cli.run("regrade", "cs1/again", "--candidate", "examples/weather-stations");
  expect(unused.stderr).toContain("--candidate is for --dry-run");
});
