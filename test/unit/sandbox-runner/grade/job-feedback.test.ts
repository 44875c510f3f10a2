import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import type { AiPort } from "#core/ai/feedback-port.ts";
import { AssayError } from "#core/errors.ts";
import { GradingResult } from "#core/grading/result.ts";
import { ReferenceJob } from "#core/job/check-job.ts";
import { releaseKeys, resultKeys } from "#core/submission/keys.ts";
import { handleJob } from "#runner/grade/handle-job.ts";
import { handleReference } from "#runner/grade/handle-reference.ts";
import { fakePool, printed } from "#test/support/fake-sandbox.ts";
import { gradeJob, gradingRef } from "#test/support/jobs.ts";
import { memoryS3 } from "#test/support/memory-s3.ts";
import { recordingLog } from "#test/support/recording-log.ts";
import { release } from "#test/support/releases.ts";
import { fakeModel } from "#test/unit/core/ai/answers.ts";

const program = "print('hello')";
const job = gradeJob({ etag: '"0"', sizeBytes: program.length });
const ref = gradingRef(job);
const { signal } = new AbortController();

const asking = release();
asking.definition.aiFeedback = { solutions: "hint", context: "NOT FOR STUDENTS" };

function setUp(ai: AiPort) {
  const memory = memoryS3();
  const upload = { body: program, etag: '"0"', contentType: undefined, cacheControl: undefined };
  const ports = {
    ai,
    s3: memory.s3,
    results: { s3: memory.s3, bucket: "results" },
    fetchRelease: async () => asking,
    bundles: { acquire: () => Promise.reject(new AssayError("bundle_missing")) },
    pool: fakePool({ run: () => ({ stdout: printed("hello\n") }) }),
    clock: () => performance.now(),
    now: () => new Date("2026-03-01T10:00:05Z"),
  };
  return { ...memory, ports, upload };
}

describe("a job of an assignment that asks for feedback by a model", () => {
  it("publishes it in the result and in the reports, and of the instructor's wishes nothing", async () => {
    const { ports, objects, upload, json } = setUp(fakeModel(() => ({ feedback: "Well done, Ada." })));
    objects.set(job.upload.key, upload);

    const fields = await handleJob(job, ports, recordingLog().log, signal);

    expect(fields).toMatchObject({ outcome: "graded", aiFeedback: "written" });
    const result = GradingResult.parse(json(resultKeys.result(ref)));
    expect(result).toMatchObject({ score: 100, aiFeedback: { kind: "written", text: "Well done, Ada." } });
    const published = [...objects.values()].map(({ body }) => body);
    expect(published.filter((body) => body.includes("Well done, Ada."))).toHaveLength(3);
    expect(published.join("\n")).not.toContain("NOT FOR STUDENTS");
  });

  it("is graded without, and logs why, when the provider fails", async () => {
    const failing = fakeModel(() => {
      throw new AssayError("ai_unavailable", { detail: "AccessDeniedException: not you" });
    });
    const { ports, objects, upload, json } = setUp(failing);
    objects.set(job.upload.key, upload);
    const { log, lines } = recordingLog();

    expect(await handleJob(job, ports, log, signal)).toMatchObject({ aiFeedback: "unavailable" });

    expect(json(resultKeys.result(ref))).toMatchObject({
      score: 100,
      aiFeedback: { kind: "missing", reason: "unavailable" },
    });
    expect(lines).toContainEqual(
      expect.objectContaining({
        event: "feedback.missing",
        err: expect.objectContaining({ message: expect.stringContaining("AccessDeniedException: not you") }),
      }),
    );
    expect([...objects.values()].map(({ body }) => body).join("\n")).not.toContain("AccessDenied");
  });

  it("spends nothing on feedback to a reference, which nobody would read", async () => {
    const model = fakeModel(() => ({ feedback: "x" }));
    const { ports, objects, upload } = setUp(model);
    const reference: ReferenceJob = ReferenceJob.parse({
      schema: 1,
      kind: "reference",
      course: job.course,
      assignment: job.assignment,
      releaseId: job.releaseId,
      checkId: "c".repeat(24),
      index: 0,
      total: 1,
      run: 1,
      upload: { name: "main.py", versionId: "v1", etag: '"0"', sizeBytes: program.length },
      correlationId: "c-1",
      queuedAt: "2026-03-01T10:00:01.000Z",
    });
    const sqs = new SQSClient({ region: "us-east-1" });
    mockClient(sqs).on(SendMessageCommand).resolves({});
    const {
      checkId,
      index,
      upload: { name },
    } = reference;
    objects.set(releaseKeys.referenceUpload(reference, { checkId, index, name }), upload);
    const expected = { outcome: "graded" as const, score: 100, tolerance: 0, tests: {} };
    const released = {
      ...asking,
      definition: { ...asking.definition, references: [{ path: "main.py", expected }] },
    };
    const publications = {
      sqs,
      releasesBucket: "releases",
      publicationsQueueUrl: "https://sqs.test/publications",
    };

    const fields = await handleReference(
      reference,
      { ...ports, ...publications, fetchRelease: async () => released },
      signal,
    );

    expect(fields).toMatchObject({ outcome: "reference-met", score: 100 });
    expect(model.requests).toEqual([]);
  });
});
