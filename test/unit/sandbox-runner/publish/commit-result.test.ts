import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { AssayError } from "#core/errors.ts";
import { resultKeys } from "#core/submission/keys.ts";
import { commitResult, settleDuplicate } from "#runner/publish/commit-result.ts";
import { gradeJob, gradingRef } from "#test/support/jobs.ts";
import { memoryS3, s3Error } from "#test/support/memory-s3.ts";
import { gradedResult } from "#test/support/results.ts";

const ref = gradingRef(gradeJob());
const signal = new AbortController().signal;

function setUp() {
  const memory = memoryS3();
  const target = {
    store: { s3: memory.s3, bucket: "results" },
    ref,
    correlationId: "c-1",
    queuedAt: "2026-03-01T10:00:01.000Z",
    now: () => new Date("2026-03-01T10:00:02Z"),
  };
  return { ...memory, target };
}

it("writes the reports first and then the result, which is the commit", async () => {
  const { target, written, objects, json } = setUp();

  const upload = await commitResult(gradedResult(), target, signal);

  expect(upload).toEqual({ kind: "committed", result: gradedResult() });
  expect(written.toSorted()).toEqual(
    [resultKeys.reportHtml(ref), resultKeys.reportMarkdown(ref), resultKeys.result(ref)].toSorted(),
  );
  expect(written.at(-1)).toBe(resultKeys.result(ref));
  expect(json(resultKeys.result(ref))).toEqual(gradedResult());
  expect(objects.get(resultKeys.result(ref))?.contentType).toBe("application/json");
  expect(objects.get(resultKeys.reportHtml(ref))?.contentType).toBe("text/html; charset=utf-8");
  expect(objects.get(resultKeys.reportMarkdown(ref))?.contentType).toBe("text/markdown; charset=utf-8");
});

it("drops its result when another run committed first, and leaves reports of that one", async () => {
  const { target, objects, json } = setUp();
  await commitResult(gradedResult({ score: 100 }), target, signal);
  const firstReport = objects.get(resultKeys.reportMarkdown(ref))?.body;

  const upload = await commitResult(gradedResult({ score: 10 }), target, signal);

  expect(upload).toEqual({ kind: "duplicate", result: gradedResult({ score: 100 }) });
  expect(json(resultKeys.result(ref))).toMatchObject({ score: 100 });
  expect(objects.get(resultKeys.reportMarkdown(ref))?.body).toBe(firstReport);
});

it("makes good what the run that committed did not live to write", async () => {
  const { target, objects, json } = setUp();

  await settleDuplicate(gradedResult({ score: 70 }), target);

  expect(json(resultKeys.status(ref))).toEqual({
    schema: 1,
    submissionId: ref.submissionId,
    gradingId: ref.gradingId,
    state: "graded",
    score: 70,
    resultKey: resultKeys.result(ref),
    queuedAt: "2026-03-01T10:00:01.000Z",
    updatedAt: "2026-03-01T10:00:02.000Z",
    correlationId: "c-1",
  });
  expect(objects.has(resultKeys.reportHtml(ref))).toBe(true);
});

it("commits nothing once the lease is lost, not even when that happens between the reports and the result", async () => {
  const { target, mock, objects } = setUp();
  const lease = new AbortController();
  mock.on(PutObjectCommand, { Key: resultKeys.reportHtml(ref) }).callsFake(async () => {
    lease.abort(new AssayError("lease_lost"));
    return {};
  });

  await expect(commitResult(gradedResult(), target, lease.signal)).rejects.toMatchObject({
    code: "lease_lost",
  });

  expect(objects.has(resultKeys.result(ref))).toBe(false);
});

it.each([
  ["report.html", resultKeys.reportHtml(ref)],
  ["result.json", resultKeys.result(ref)],
])("is the platform's fault when %s cannot be written", async (_name, key) => {
  const { target, mock } = setUp();
  mock.on(PutObjectCommand, { Key: key }).rejects(s3Error("SlowDown", 503));

  await expect(commitResult(gradedResult(), target, signal)).rejects.toMatchObject({
    code: "storage_unavailable",
    cause: { name: "SlowDown" },
  });
});
