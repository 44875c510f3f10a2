import { PutObjectCommand } from "@aws-sdk/client-s3";
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { gradingId, ReleaseId } from "#core/submission/ids.ts";
import { resultKeys } from "#core/submission/keys.ts";
import type { Progress, SubmissionState } from "#core/submission/status.ts";
import { openProgress } from "#runner/publish/progress.ts";
import { writeTerminalStatus } from "#runner/publish/status.ts";
import { gradeJob, gradingRef } from "#test/support/jobs.ts";
import { memoryS3, s3Error } from "#test/support/memory-s3.ts";
import { recordingLog } from "#test/support/recording-log.ts";
import { gradedResult } from "#test/support/results.ts";

const ref = gradingRef(gradeJob());
const key = resultKeys.status(ref);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const memory = memoryS3();
  const target = {
    store: { s3: memory.s3, bucket: "results" },
    ref,
    correlationId: "c-1",
    queuedAt: "2026-03-01T10:00:01.000Z",
    now: () => new Date(),
  };
  const { log, lines } = recordingLog();
  return { ...memory, target, lines, writer: openProgress(target, log) };
}

function atTest(done: number): Progress {
  return { phase: "test", done, total: 100, name: "t" };
}

it("writes at most twice a second, and always the latest", async () => {
  const { writer, written, json } = setUp();

  for (let done = 0; done < 100; done++) {
    writer.progress(atTest(done));
    await vi.advanceTimersByTimeAsync(20);
  }
  await vi.advanceTimersByTimeAsync(1_000);

  // Two seconds of news, the first at once.
  expect(written).toHaveLength(5);
  expect(json(key)).toMatchObject({ state: "running", gradingId: ref.gradingId, progress: atTest(99) });
  await writer[Symbol.asyncDispose]();
});

it("waits for a write on its way when it is closed, and writes nothing afterwards", async () => {
  const { writer, mock, written } = setUp();
  const answer = Promise.withResolvers<object>();
  const asked = Promise.withResolvers<void>();
  mock.on(PutObjectCommand).callsFake(() => {
    asked.resolve();
    return answer.promise;
  });
  writer.progress(atTest(0));
  await asked.promise;
  writer.progress(atTest(1));

  let closed = false;
  const closing = writer[Symbol.asyncDispose]().then(() => (closed = true));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(closed).toBe(false);
  answer.resolve({});
  await closing;
  writer.progress(atTest(2));
  await vi.advanceTimersByTimeAsync(2_000);

  expect(mock.commandCalls(PutObjectCommand)).toHaveLength(1);
  expect(written).toEqual([]);
});

it("never turns the terminal status of its grading back, however two runs of it interleave", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("progress", "end elsewhere", "wait"), { maxLength: 20 }),
      async (steps) => {
        const { writer, target, json, objects } = setUp();
        let ended = false;
        for (const [done, step] of steps.entries()) {
          if (step === "progress") writer.progress(atTest(done));
          if (step === "wait") await vi.advanceTimersByTimeAsync(300);
          if (step === "end elsewhere") {
            await writeTerminalStatus(target, gradedResult());
            ended = true;
          }
          if (ended) expect(json(key)).toMatchObject({ state: "graded" });
        }
        await vi.advanceTimersByTimeAsync(2_000);
        if (ended) expect(json(key)).toMatchObject({ state: "graded" });
        else if (steps.includes("progress")) expect(objects.has(key)).toBe(true);
        await writer[Symbol.asyncDispose]();
      },
    ),
  );
});

it("never hides the result of the grading that a regrade may replace", async () => {
  const { target, json } = setUp();
  await writeTerminalStatus(target, gradedResult({ score: 70 }));
  const regrade = {
    ...target,
    ref: { ...ref, gradingId: gradingId(ReleaseId.parse("b".repeat(24)), 1) },
    queuedAt: "2026-03-02T10:00:00.000Z",
  };
  const writer = openProgress(regrade, recordingLog().log);

  writer.progress(atTest(0));
  await vi.advanceTimersByTimeAsync(1_200);
  expect(json(key)).toMatchObject({ state: "graded", score: 70, gradingId: ref.gradingId });
  await writer[Symbol.asyncDispose]();
  await writeTerminalStatus(regrade, gradedResult({ score: 90 }));

  expect(json(key)).toMatchObject({ state: "graded", score: 90, gradingId: regrade.ref.gradingId });
  await writeTerminalStatus(target, gradedResult({ score: 70 }));
  expect(json(key)).toMatchObject({ score: 90 });
});

it("goes on when somebody else wrote a status that is not the end of this grading", async () => {
  const { writer, target, json, objects } = setUp();
  writer.progress(atTest(0));
  await vi.advanceTimersByTimeAsync(600);
  const queued: SubmissionState = "queued";
  objects.set(key, {
    body: JSON.stringify({
      schema: 1,
      submissionId: ref.submissionId,
      state: queued,
      updatedAt: target.now().toISOString(),
      correlationId: "c-1",
    }),
    etag: '"theirs"',
    contentType: undefined,
    cacheControl: undefined,
  });

  writer.progress(atTest(1));
  await vi.advanceTimersByTimeAsync(1_200);

  expect(json(key)).toMatchObject({ state: "running", progress: atTest(1) });
  await writer[Symbol.asyncDispose]();
});

it("only logs what goes wrong, and tries again with the next news", async () => {
  const { writer, mock, lines, objects } = setUp();
  mock
    .on(PutObjectCommand)
    .rejectsOnce(s3Error("SlowDown", 503))
    .callsFake(async () => ({ ETag: '"e"' }));

  writer.progress(atTest(0));
  await vi.advanceTimersByTimeAsync(600);
  writer.progress(atTest(1));
  await vi.advanceTimersByTimeAsync(600);

  expect(lines.map((line) => line["msg"])).toEqual(["the progress could not be written"]);
  expect(mock.commandCalls(PutObjectCommand)).toHaveLength(2);
  expect(objects.size).toBe(0);
  await writer[Symbol.asyncDispose]();
});
