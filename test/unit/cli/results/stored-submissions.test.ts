import { ListObjectsV2Command, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { resultRows } from "#cli/results/result-rows.ts";
import { countUploads, type StoredSubmission, storedSubmissions } from "#cli/results/stored-submissions.ts";
import { Deployment } from "#core/deployment.ts";
import { resultKeys } from "#core/submission/keys.ts";
import { gradeJob, gradingRef } from "#test/support/jobs.ts";
import { memoryS3 } from "#test/support/memory-s3.ts";
import { gradedResult } from "#test/support/results.ts";

const { signal } = new AbortController();
const { course, assignment } = gradeJob();
const wanted = { assignment: { course, assignment }, students: [] };
const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 10, minute));

/** Ada handed in the same file twice; of bob's submission only the result is kept; eve's was not seen yet. */
const first = gradeJob({ versionId: "v1" });
const second = gradeJob({ versionId: "v2" });
const bob = gradeJob({ key: "prog1/hello/bob/main.py" });

function setUp() {
  const { s3, mock, objects } = memoryS3();
  const version = (Key: string, VersionId: string, minute: number) => ({
    Key,
    VersionId,
    LastModified: at(minute),
  });
  const pages = [
    [version(first.upload.key, "v2", 2), version(first.upload.key, "v1", 1)],
    [version("prog1/hello/eve/a/b.py", "v1", 3), version("prog1/hello/eve/main.py", "v1", 3)],
  ];
  mock
    .on(ListObjectVersionsCommand)
    .resolves({ Versions: pages[0], IsTruncated: true, NextKeyMarker: "k", NextVersionIdMarker: "v" });
  mock
    .on(ListObjectVersionsCommand, { KeyMarker: "k", VersionIdMarker: "v" })
    .resolves({ Versions: pages[1], IsTruncated: false });
  const keys = [
    resultKeys.attempt(first, 1),
    resultKeys.queued(gradingRef(second)),
    resultKeys.result(gradingRef(first)),
    resultKeys.status(first),
    resultKeys.result(gradingRef(bob)),
    resultKeys.status(bob),
  ].map((Key) => ({ Key, LastModified: at(9) }));
  mock
    .on(ListObjectsV2Command)
    .resolves({ Contents: keys.slice(0, 4), IsTruncated: true, NextContinuationToken: "t" });
  mock.on(ListObjectsV2Command, { ContinuationToken: "t" }).resolves({ Contents: keys.slice(4) });
  const names = Object.keys(Deployment.shape).map((name) => [name, name]);
  const deployment = Deployment.parse(Object.fromEntries(names));
  const put = (key: string, value: unknown) =>
    objects.set(key, {
      body: JSON.stringify(value),
      etag: '"e"',
      contentType: undefined,
      cacheControl: undefined,
    });
  const sqs = new SQSClient({ region: "us-east-1" });
  return { connection: { s3, sqs, deployment, [Symbol.dispose]: () => undefined }, put };
}

it("brings uploads and results together, page by page, the earliest submission of a student first", async () => {
  const { connection } = setUp();
  const students: (readonly StoredSubmission[])[] = [];
  for await (const submissions of storedSubmissions(connection, wanted, signal)) students.push(submissions);

  const [ada, others, eve] = students;
  expect(students).toHaveLength(3);
  expect(ada).toMatchObject([
    {
      ref: { submissionId: first.submissionId },
      upload: { versionId: "v1", submittedAt: at(1) },
      hasStatus: true,
    },
    { ref: { submissionId: second.submissionId }, upload: { versionId: "v2" }, hasStatus: false },
  ]);
  expect(ada?.[0]?.gradings).toEqual(new Map([[first.gradingId, { resultAt: at(9) }]]));
  expect(ada?.[1]?.gradings).toEqual(new Map([[second.gradingId, { queuedAt: at(9) }]]));
  expect(others).toMatchObject([{ ref: { student: "bob" }, hasStatus: true }]);
  expect(others?.[0]?.upload).toBeUndefined();
  expect(eve).toMatchObject([{ ref: { student: "eve" }, upload: { name: "main.py" }, hasStatus: false }]);
  expect(await countUploads(connection, wanted, signal)).toEqual({ uploads: 3, students: 2 });
});

it("says of each submission what is known: also when its upload is kept no longer, or was not seen yet", async () => {
  const { connection, put } = setUp();
  const status = { schema: 1, updatedAt: at(5).toISOString(), correlationId: "c-1" };
  const { submissionId, gradingId } = first;
  put(resultKeys.status(first), { ...status, submissionId, gradingId, state: "graded", score: 70 });
  const resultKey = resultKeys.result(gradingRef(bob));
  put(resultKeys.status(bob), {
    ...status,
    submissionId: bob.submissionId,
    gradingId,
    state: "graded",
    score: 50,
    resultKey,
  });
  put(resultKey, gradedResult({ submittedAt: at(0).toISOString() }));

  const rows = [];
  for await (const row of resultRows(connection, wanted, signal)) rows.push(row);

  expect(rows).toMatchObject([
    {
      student: "ada",
      state: "graded",
      score: 70,
      submittedAt: at(1),
      file: "main.py",
      releaseId: first.releaseId,
    },
    { student: "ada", state: "uploaded", submittedAt: at(2) },
    { student: "bob", state: "graded", score: 50, submittedAt: at(0) },
    { student: "eve", state: "uploaded", submittedAt: at(3) },
  ]);
  expect(rows[2]).not.toHaveProperty("file");
});
