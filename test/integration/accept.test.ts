import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { PurgeQueueCommand } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { RejectedResult } from "#core/grading/result.ts";
import { submissionLimits } from "#core/limits.ts";
import { Slug, submissionId } from "#core/submission/ids.ts";
import { resultKeys, type SubmissionRef } from "#core/submission/keys.ts";
import { SubmissionStatus } from "#core/submission/status.ts";
import { type DeployedStack, deployedStack } from "#test/support/deployed.ts";
import { writesBelow } from "#test/support/object-versions.ts";
import {
  assignmentRef,
  currentRelease,
  definitionText,
  documentWhen,
  putObject,
  validationOf,
} from "#test/support/published.ts";
import { deliver, objectCreated, takeJobs } from "#test/support/uploads.ts";

let stack: DeployedStack;
beforeAll(async () => {
  stack = await deployedStack();
  await publish("open", definitionText({ maxSize: "1KiB" }));
  await publish("limited", definitionText({ maxAttempts: 2 }));
});
afterEach(async () => {
  await stack.sqs.send(new PurgeQueueCommand({ QueueUrl: stack.deployment.GradingQueueUrl }));
});
afterAll(() => stack[Symbol.asyncDispose]());

describe("an upload", () => {
  it("becomes one job that pins the version, the release and what its uploader said", async () => {
    const key = "cs1/open/ana/main.py";
    const metadata = { language: "python", locale: "pt-BR", "correlation-id": "moodle-17" };
    const versionId = await upload(key, "print('hello')", metadata);

    const [received, ...others] = await jobs(2);

    const release = await currentRelease(
      stack.s3,
      stack.deployment.ReleasesBucket,
      assignmentRef("cs1", "open"),
    );
    expect(others).toEqual([]);
    expect(received?.message.Attributes?.MessageGroupId).toBe("cs1/ana");
    expect(received?.job).toMatchObject({
      course: "cs1",
      assignment: "open",
      student: "ana",
      submissionId: submissionId(key, versionId),
      releaseId: release.releaseId,
      gradingId: `${release.releaseId}-1`,
      upload: { bucket: stack.deployment.SubmissionsBucket, key, versionId, sizeBytes: 14 },
      language: "python",
      locale: "pt_br",
      correlationId: "moodle-17",
    });
    expect(await statusWhen(refOf(key, versionId), "queued")).toMatchObject({
      gradingId: `${release.releaseId}-1`,
      correlationId: "moodle-17",
    });
  });

  it("that is announced again and again is one submission and one job", async () => {
    const key = "cs1/open/bia/main.py";
    const versionId = await upload(key, "print('hello')");
    await statusWhen(refOf(key, versionId), "queued");

    const event = objectCreated({ bucket: stack.deployment.SubmissionsBucket, key, versionId });
    await Promise.all([1, 2, 3].map(() => deliver(stack.sqs, stack.deployment.UploadsQueueUrl, event)));

    expect(await jobs(2)).toHaveLength(1);
    expect(await writesBelow(stack.s3, stack.deployment.ResultsBucket, "cs1/open/bia/")).toHaveLength(3);
  });

  it("keeps its own version when its event comes after that of a later one", async () => {
    const key = "cs1/open/caio/main.py";
    const bucket = stack.deployment.SubmissionsBucket;
    const first = await upload(key, "first");
    const second = await upload(key, "second!");
    await statusWhen(refOf(key, second), "queued");

    const event = objectCreated({ bucket, key, versionId: first });
    await deliver(stack.sqs, stack.deployment.UploadsQueueUrl, event);
    await statusWhen(refOf(key, first), "queued");

    const received = (await jobs(2)).map(({ job }) => [job.upload.versionId, job.upload.sizeBytes]);
    expect(received).toContainEqual([first, 5]);
    expect(received).toContainEqual([second, 7]);
  });
});

describe("an upload that is turned away", () => {
  it("because there is no such assignment is told so in the student's language", async () => {
    const key = "cs1/nowhere/ana/main.py";
    const ref = refOf(key, await upload(key, "x", { locale: "pt_br" }));

    const result = await rejectionOf(ref);

    expect(result).toMatchObject({
      outcome: "rejected",
      error: { code: "assignment_unknown", blame: "student" },
    });
    expect(result.error.message).toMatch(/nowhere/);
    expect(result.error.advice).not.toBe("");
    expect(await statusWhen(ref, "rejected")).toMatchObject({ resultKey: resultKeys.rejection(ref) });
  });

  it("because it is too large is told both sizes", async () => {
    const key = "cs1/open/davi/main.py";

    const result = await rejectionOf(refOf(key, await upload(key, "x".repeat(1025))));

    expect(result.error).toMatchObject({
      code: "submission_too_large",
      context: { sizeBytes: 1025, limitBytes: 1024 },
    });
  });

  it("because it is empty is told so", async () => {
    const key = "cs1/open/eva/main.py";

    expect((await rejectionOf(refOf(key, await upload(key, "")))).error.code).toBe("submission_empty");
  });

  it("leaves no job behind", async () => {
    const key = "cs1/nowhere/fabio/main.py";
    await rejectionOf(refOf(key, await upload(key, "x")));
    const accepted = await upload("cs1/open/fabio/main.py", "x");

    expect((await jobs(2)).map(({ job }) => job.upload.versionId)).toEqual([accepted]);
  });

  it("because its key names no student is kept for staff", async () => {
    const key = "cs1/open/main.py";
    const versionId = await upload(key, "x");

    const kept = await documentWhen(stack.s3, {
      bucket: stack.deployment.ResultsBucket,
      key: resultKeys.unroutable(submissionId(key, versionId)),
      schema: z.looseObject({ error: z.looseObject({ code: z.string(), message: z.string() }) }),
    });

    expect(kept.error.code).toBe("key_invalid");
    expect(kept.error.message).toMatch(/<course>\/<assignment>\/<student>\/<name>/);
  });
});

describe("a limit of attempts", () => {
  it("lets exactly as many of a student's simultaneous uploads through", async () => {
    const keys = [1, 2, 3, 4, 5].map((number) => `cs1/limited/gil/try-${number}.py`);
    const versions = await Promise.all(keys.map((key) => upload(key, "print()")));
    const refs = keys.map((key, index) => refOf(key, versions[index] ?? ""));

    const states = await Promise.all(refs.map((ref) => settled(ref)));

    expect(states.filter((state) => state === "queued")).toHaveLength(2);
    expect(states.filter((state) => state === "rejected")).toHaveLength(3);
    expect(new Set((await jobs(3)).map(({ job }) => job.attempt))).toEqual(new Set([1, 2]));
    const rejected = refs.filter((_, index) => states[index] === "rejected");
    for (const ref of rejected) {
      expect((await rejectionOf(ref)).error).toMatchObject({
        code: "attempts_exhausted",
        context: { maxAttempts: 2 },
      });
    }
  });

  it("is of each student alone", async () => {
    const key = "cs1/limited/hugo/main.py";

    expect(await settled(refOf(key, await upload(key, "print()")))).toBe("queued");
  });
});

describe("a student who uploads without end", () => {
  const STORM = 60;

  it("has ten submissions under way, is told so of the rest, and delays nobody", async () => {
    const keys = Array.from({ length: STORM }, (_, index) => `cs1/open/storm/try-${index}.py`);
    const versions = await Promise.all(keys.map((key) => upload(key, "print()")));
    const other = "cs1/open/julia/main.py";
    const others = refOf(other, await upload(other, "print()"));
    const refs = keys.map((key, index) => refOf(key, versions[index] ?? ""));

    expect(await settled(others)).toBe("queued");
    const states = await Promise.all(refs.map((ref) => settled(ref)));

    const { maxInFlight } = submissionLimits;
    expect(states.filter((state) => state === "queued")).toHaveLength(maxInFlight);
    expect(states.filter((state) => state === "rejected")).toHaveLength(STORM - maxInFlight);
    const students = (await jobs(maxInFlight + 2)).map(({ job }) => job.student);
    expect(students).toHaveLength(maxInFlight + 1);
    expect(students.filter((student) => student === "storm")).toHaveLength(maxInFlight);
    const turnedAway = refs.find((_, index) => states[index] === "rejected");
    expect(turnedAway && (await rejectionOf(turnedAway)).error).toMatchObject({
      code: "too_many_in_flight",
      context: { maxInFlight },
    });
  });

  it("gets a place again with each result, and has spent no attempt on what was turned away", async () => {
    await publish("one-at-a-time", definitionText({ maxAttempts: 2, maxInFlight: 1 }));
    const send = async (name: string) => {
      const key = `cs1/one-at-a-time/kim/${name}.py`;
      return refOf(key, await upload(key, "print()"));
    };
    const first = await send("first");
    expect(await settled(first)).toBe("queued");
    expect(await settled(await send("too-soon"))).toBe("rejected");

    await close(first);

    expect(await settled(await send("second"))).toBe("queued");
    expect(new Set((await jobs(3)).map(({ job }) => job.attempt))).toEqual(new Set([1, 2]));
  });
});

describe("an upload that is deleted before its event comes", () => {
  it("is no job and blocks nothing", async () => {
    const key = "cs1/open/iris/main.py";
    const bucket = stack.deployment.SubmissionsBucket;
    const gone = objectCreated({ bucket, key, versionId: "00000000-0000-0000-0000-000000000000" });
    await stack.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    await deliver(stack.sqs, stack.deployment.UploadsQueueUrl, gone);
    await deliver(stack.sqs, stack.deployment.UploadsQueueUrl, objectCreated({ bucket, key }));
    const accepted = await upload("cs1/open/iris/second.py", "x");

    expect((await jobs(2)).map(({ job }) => job.upload.versionId)).toEqual([accepted]);
  });
});

async function publish(name: string, body: string): Promise<void> {
  const { AssignmentsBucket, ReleasesBucket } = stack.deployment;
  const key = `cs1/${name}/assignment.yaml`;
  const versionId = await putObject(stack.s3, { bucket: AssignmentsBucket, key, body });
  const { findings } = await validationOf(stack.s3, ReleasesBucket, {
    ref: assignmentRef("cs1", name),
    versionId,
  });
  expect(findings).toEqual([]);
}

function upload(key: string, body: string, metadata?: Readonly<Record<string, string>>): Promise<string> {
  return putObject(stack.s3, {
    bucket: stack.deployment.SubmissionsBucket,
    key,
    body,
    ...(metadata && { metadata }),
  });
}

function jobs(enough: number) {
  return takeJobs(stack.sqs, stack.deployment.GradingQueueUrl, { enough });
}

function refOf(key: string, versionId: string): SubmissionRef {
  const [course, assignment, student] = key.split("/").map((part) => Slug.parse(part));
  if (course === undefined || assignment === undefined || student === undefined) throw new Error(key);
  return { course, assignment, student, submissionId: submissionId(key, versionId) };
}

function statusWhen(ref: SubmissionRef, state: SubmissionStatus["state"]): Promise<SubmissionStatus> {
  const place = {
    bucket: stack.deployment.ResultsBucket,
    key: resultKeys.status(ref),
    schema: SubmissionStatus,
  };
  return documentWhen(stack.s3, place, (status) => status.state === state);
}

/** As a runner does when it has graded. */
async function close(ref: SubmissionRef): Promise<void> {
  const bucket = stack.deployment.ResultsBucket;
  const status = { ...(await statusWhen(ref, "queued")), state: "graded" };
  await putObject(stack.s3, { bucket, key: resultKeys.status(ref), body: JSON.stringify(status) });
}

async function settled(ref: SubmissionRef): Promise<SubmissionStatus["state"]> {
  const place = {
    bucket: stack.deployment.ResultsBucket,
    key: resultKeys.status(ref),
    schema: SubmissionStatus,
  };
  return (await documentWhen(stack.s3, place, ({ state }) => state !== "received")).state;
}

function rejectionOf(ref: SubmissionRef): Promise<RejectedResult> {
  return documentWhen(stack.s3, {
    bucket: stack.deployment.ResultsBucket,
    key: resultKeys.rejection(ref),
    schema: RejectedResult,
  });
}
