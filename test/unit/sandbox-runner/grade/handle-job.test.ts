import { GetObjectCommand } from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import type { Release } from "#core/assignment/release.ts";
import { AssayError } from "#core/errors.ts";
import { GradingResult } from "#core/grading/result.ts";
import { resultKeys } from "#core/submission/keys.ts";
import { handleJob } from "#runner/grade/handle-job.ts";
import { commitResult } from "#runner/publish/commit-result.ts";
import { fakePool, printed, type SandboxScript } from "#test/support/fake-sandbox.ts";
import { gradeJob, gradingRef } from "#test/support/jobs.ts";
import { memoryS3, s3Error } from "#test/support/memory-s3.ts";
import { recordingLog } from "#test/support/recording-log.ts";
import { release } from "#test/support/releases.ts";
import { gradedResult } from "#test/support/results.ts";

const program = "print('hello')";
const job = gradeJob({ etag: '"0"', sizeBytes: program.length });
const ref = gradingRef(job);
const resultKey = resultKeys.result(ref);

interface Parts {
  readonly script?: SandboxScript;
  readonly fetchRelease?: () => Promise<Release>;
  readonly upload?: string | null;
}

async function setUp({ script, fetchRelease, upload = program }: Parts = {}) {
  const memory = memoryS3();
  if (upload !== null) {
    memory.objects.set(job.upload.key, {
      body: upload,
      etag: '"0"',
      contentType: undefined,
      cacheControl: undefined,
    });
  }
  const pool = fakePool(script ?? { run: () => ({ stdout: printed("hello\n") }) });
  const cancel = new AbortController();
  const ports = {
    s3: memory.s3,
    results: { s3: memory.s3, bucket: "results" },
    fetchRelease: fetchRelease ?? (async () => release()),
    bundles: { acquire: () => Promise.reject(new AssayError("bundle_missing")) },
    pool,
    clock: () => performance.now(),
    now: () => new Date("2026-03-01T10:00:05Z"),
  };
  const run = (isLastTry = false) =>
    handleJob(job, { ...ports, isLastTry }, recordingLog().log, cancel.signal);
  const committed = () => GradingResult.parse(memory.json(resultKey));
  return { ...memory, pool, cancel, ports, run, committed };
}

it("grades a job and commits its result, then its status", async () => {
  const { run, committed, written, json } = await setUp();

  const fields = await run();

  expect(fields).toMatchObject({ outcome: "graded", score: 100, language: "python" });
  expect(committed()).toMatchObject({
    outcome: "graded",
    score: 100,
    course: "prog1",
    student: "ada",
    releaseId: job.releaseId,
    definitionHash: "d".repeat(64),
    finishedAt: "2026-03-01T10:00:05.000Z",
    phases: { fetchMs: expect.any(Number), unpackMs: expect.any(Number), takeMs: expect.any(Number) },
  });
  expect(written.at(-1)).toBe(resultKeys.status(ref));
  expect(json(resultKeys.status(ref))).toMatchObject({ state: "graded", score: 100, resultKey });
});

it.each([
  { visibility: "hidden", dueAt: "2026-03-01T00:00:00Z", told: false },
  { visibility: "after_due", dueAt: "2026-03-01T10:00:06Z", told: false },
  { visibility: "after_due", dueAt: "2026-03-01T07:00:05-03:00", told: true },
  { visibility: "after_due", dueAt: undefined, told: false },
] as const)(
  "publishes of a test that is $visibility, due at $dueAt: $told",
  async ({ visibility, dueAt, told }) => {
    const tests = [{ name: "greets", command: "CMD", expected: "hallo", visibility }];
    const parts = { tests, ...(dueAt === undefined ? {} : { dueAt }) };
    const { run, objects, committed } = await setUp({ fetchRelease: async () => release(parts) });

    await run();

    const published = [...objects.values()].map(({ body }) => body).join("\n");
    expect(published.includes("hallo")).toBe(told);
    expect(committed()).toMatchObject({ tests: [{ name: "greets", score: 0, lostPoints: 100 }] });
  },
);

it("only acknowledges a job that has its result, and makes good its status", async () => {
  const { run, ports, pool, json } = await setUp();
  const target = { store: ports.results, ref, correlationId: "c-1", queuedAt: job.queuedAt, now: ports.now };
  await commitResult(gradedResult({ score: 30 }), target, new AbortController().signal);

  const fields = await run();

  expect(fields).toMatchObject({ outcome: "duplicate", score: 30 });
  expect(pool.taken).toEqual([]);
  expect(json(resultKeys.status(ref))).toMatchObject({ state: "graded", score: 30 });
});

it("rejects a submission that is gone", async () => {
  const { run, committed } = await setUp({ upload: null });

  expect(await run()).toMatchObject({ outcome: "rejected", resultCode: "submission_gone" });

  expect(committed()).toMatchObject({ outcome: "rejected", error: { blame: "student" } });
});

it("rejects an archive that cannot be unpacked, with the release it would have been graded against", async () => {
  const broken = `PK\u0003\u0004${"x".repeat(program.length - 4)}`;
  const { run, committed } = await setUp({ upload: broken });

  expect(await run()).toMatchObject({ outcome: "rejected", resultCode: "archive_corrupt" });

  expect(committed()).toMatchObject({ releaseId: job.releaseId, definitionHash: "d".repeat(64) });
});

it("fails a job for good when its release cannot be used, and blames the instructor", async () => {
  const { run, committed, json } = await setUp({
    fetchRelease: () => Promise.reject(new AssayError("release_unusable", { detail: "gone" })),
  });

  expect(await run()).toMatchObject({ outcome: "failed", resultCode: "release_unusable" });

  expect(committed()).toMatchObject({ outcome: "failed", error: { blame: "instructor" } });
  expect(json(resultKeys.status(ref))).toMatchObject({ state: "failed" });
});

it.each(["sandbox_lost", "sandbox_unavailable", "test_function_threw"] as const)(
  "commits nothing after a fault of the platform: %s",
  async (code) => {
    const { run, objects } = await setUp({ script: { run: () => Promise.reject(new AssayError(code)) } });

    await expect(run()).rejects.toMatchObject({ code });

    expect(objects.has(resultKey)).toBe(false);
  },
);

it("leaves a job to other hosts while the model's budget is spent here, and then says that it was", async () => {
  const spent = new AssayError("ai_budget_spent", { detail: "the 5 tokens of 2026-03-01 are spent" });
  const { run, objects, committed, json } = await setUp({ script: { run: () => Promise.reject(spent) } });

  await expect(run()).rejects.toBe(spent);
  expect(objects.has(resultKey)).toBe(false);

  expect(await run(true)).toMatchObject({
    outcome: "failed",
    resultCode: "ai_budget_spent",
    blame: "platform",
  });
  expect(committed()).toMatchObject({
    outcome: "failed",
    error: { code: "ai_budget_spent", blame: "platform" },
  });
  expect(json(resultKeys.status(ref))).toMatchObject({ state: "failed" });
});

it("leaves every other fault of the platform to who gives jobs up, also at the last try", async () => {
  const { run, objects } = await setUp({
    script: { run: () => Promise.reject(new AssayError("ai_unavailable")) },
  });

  await expect(run(true)).rejects.toMatchObject({ code: "ai_unavailable" });
  expect(objects.has(resultKey)).toBe(false);
});

it("commits nothing when the bundle cannot be had", async () => {
  const bundle = { digest: release().definitionHash, tarBytes: 1024, files: 1 };
  const { run, objects, pool } = await setUp({ fetchRelease: async () => release({ bundle }) });

  await expect(run()).rejects.toMatchObject({ code: "bundle_missing" });

  expect(objects.has(resultKey)).toBe(false);
  expect(pool.taken).toEqual([]);
});

it("starts nothing when it cannot know whether there is a result already", async () => {
  const { run, mock, pool } = await setUp();
  mock.on(GetObjectCommand, { Key: resultKey }).rejects(s3Error("SlowDown", 503));

  await expect(run()).rejects.toMatchObject({ code: "storage_unavailable" });

  expect(pool.taken).toEqual([]);
});

it("commits nothing when the lease is lost in the middle", async () => {
  const lost = new AssayError("lease_lost");
  const { run, cancel, objects, pool } = await setUp({
    script: {
      run: () => {
        cancel.abort(lost);
        return new Promise(() => {});
      },
    },
  });

  await expect(run()).rejects.toBe(lost);

  expect(objects.has(resultKey)).toBe(false);
  expect(pool.taken[0]?.calls.slice(-2)).toEqual(["kill", "dispose"]);
});
