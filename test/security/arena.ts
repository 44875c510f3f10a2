import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { zstdCompressSync } from "node:zlib";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "vitest";
import type { Assignment } from "#core/assignment/assignment.ts";
import { GradingResult, type TestResult } from "#core/grading/result.ts";
import { resultKeys } from "#core/submission/keys.ts";
import { SubmissionStatus } from "#core/submission/status.ts";
import { handleJob } from "#runner/grade/handle-job.ts";
import { openSandboxPool, type SandboxSettings } from "#runner/sandbox/open-pool.ts";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";
import { cacheIn, temporaryDir } from "#test/support/bundle-cache.ts";
import { craftTar } from "#test/support/craft-tar.ts";
import { gradeJob, gradingRef } from "#test/support/jobs.ts";
import { memoryS3, s3Error } from "#test/support/memory-s3.ts";
import { recordingLog } from "#test/support/recording-log.ts";
import { release } from "#test/support/releases.ts";
import { sandboxSettings } from "#test/support/sandbox.ts";
import { changed, type Exam, type ExamChanges, honestProgram, makeExam } from "./exam.ts";
import { hostState, memoryGrowth } from "./host-state.ts";

export interface Attack extends ExamChanges {
  /** Below `fixtures/`: a file, uploaded as `main.py`, or a folder. Or the bytes of an upload. */
  readonly submits: string | { readonly name: string; readonly content: Buffer };
  /** The score that honest work would have deserved. @default 0 */
  readonly honestScore?: number;
  /** Until its result is there, beside a boot. @default 10 s */
  readonly withinMs?: number;
}

export interface Aftermath {
  readonly result: GradingResult;
  readonly tests: readonly TestResult[];
  /** Of the first test, as the student reads it. */
  readonly printed: string;
  /** Everything that the student may read: result, reports, status. */
  readonly published: string;
  /** Of that, what is rendered. */
  readonly reports: string;
  readonly logLines: readonly Readonly<Record<string, unknown>>[];
  readonly durationMs: number;
  readonly ids: readonly string[];
}

/** A host with an agent's real grading, from the upload to the published result, and the oracle of every attack. */
export interface Arena extends AsyncDisposable {
  readonly exam: Exam;
  readonly pool: SandboxPool;
  readonly settings: SandboxSettings;
  /**
   * Grades an attack and then an honest submission, and expects of the first that it gained nothing, ended in time,
   * leaked nothing and left nothing, and of the second that it has all its points.
   */
  play(attack: Attack): Promise<Aftermath>;
  /** What the cache of the host has now. */
  cachedBundle(): Promise<Buffer>;
}

const fixtures = join(import.meta.dirname, "fixtures");
const agentVariable = "ASSAY_ATTACKED_AGENT";
const grownBytesAllowed = 64 * 1024 * 1024;
const honest = { name: "main.py", content: Buffer.from(honestProgram) };

export async function openArena(): Promise<Arena> {
  await using opened = new AsyncDisposableStack();
  const exam = await makeExam();
  process.env[agentVariable] = exam.secrets.agent;
  opened.defer(() => void delete process.env[agentVariable]);
  const settings = opened.use(await sandboxSettings());
  const sandboxes = opened.use(await openSandboxPool(settings));
  const ids: string[] = [];
  const pool: SandboxPool = {
    async take(needs) {
      const sandbox = await sandboxes.take(needs);
      ids.push(sandbox.id);
      return sandbox;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  const cacheDir = opened.use(temporaryDir());
  const fetch = async () => Readable.from([zstdCompressSync(exam.tar)]);
  const bundles = await cacheIn(cacheDir.path, { fetch });
  let count = 0;

  const grade = async (upload: Upload, assignment: Assignment) => {
    count += 1;
    const job = gradeJob({
      key: `prog1/hello/s${count}/${upload.name}`,
      sizeBytes: upload.content.length,
    });
    const results = memoryS3();
    const log = recordingLog();
    const ports = {
      s3: holding(upload.content),
      results: { s3: results.s3, bucket: "results" },
      fetchRelease: async () => ({ ...release(), definition: assignment, bundle: exam.bundle }),
      bundles,
      pool,
      clock: () => performance.now(),
      now: () => new Date(),
    };
    await handleJob(job, ports, log.log, new AbortController().signal);
    const ref = gradingRef(job);
    const objects = [...results.objects];
    const bodies = (some: typeof objects) => some.map(([, { body }]) => body).join("\n");
    const status = SubmissionStatus.parse(results.json(resultKeys.status(ref)));
    return {
      result: GradingResult.parse(results.json(resultKeys.result(ref))),
      published: bodies(objects),
      reports: bodies(objects.filter(([key]) => /\.(md|html)$/.test(key))),
      status,
      logLines: log.lines,
    };
  };

  // What the first grading loads and keeps is not the attack's.
  await grade(honest, exam.assignment);

  const owned = opened.move();
  return {
    exam,
    pool,
    settings,
    async play({ submits, honestScore = 0, withinMs = 10_000, ...changes }) {
      ids.length = 0;
      const upload = typeof submits === "string" ? readFixture(submits) : submits;
      const before = hostState(settings.stateDir, ids);
      const startedAt = performance.now();
      const { result: attacked, grownBytes } = await memoryGrowth(() =>
        grade(upload, changed(exam.assignment, changes)),
      );
      const durationMs = performance.now() - startedAt;
      const { result, published, reports, status, logLines } = attacked;

      expect(status.state).toBe(result.outcome);
      expect(result.outcome === "graded" ? result.score : 0).toBeLessThanOrEqual(honestScore);
      expect(durationMs).toBeLessThan(withinMs);
      expect(grownBytes).toBeLessThan(grownBytesAllowed);
      for (const secret of Object.values(exam.secrets)) expect(published).not.toContain(secret);
      for (const secret of Object.values(exam.secrets))
        expect(JSON.stringify(logLines)).not.toContain(secret);
      await expect.poll(() => hostState(settings.stateDir, ids)).toEqual(before);

      const used = [...ids];
      const { checked = false } = changes;
      const next = await grade(honest, changed(exam.assignment, { checked }));
      expect(next.result).toMatchObject({ outcome: "graded", score: 100 });

      const tests = result.outcome === "graded" ? result.tests : [];
      const printed = tests[0]?.stdout?.text ?? "";
      return { result, tests, printed, published, reports, logLines, durationMs, ids: used };
    },
    async cachedBundle() {
      await using handle = await bundles.acquire(exam.bundle, new AbortController().signal);
      return await buffer(handle.tar.open());
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface Upload {
  readonly name: string;
  readonly content: Buffer;
}

function readFixture(path: string): Upload {
  const source = join(fixtures, path);
  if (statSync(source).isFile()) return { name: "main.py", content: readFileSync(source) };
  const entries = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const content = craftTar(
    entries.map((file) => ({ name: file.slice(source.length + 1), content: readFileSync(file) })),
  );
  return { name: "work.tar", content };
}

/** A bucket of submissions with this one in it. */
function holding(content: Buffer): S3Client {
  const s3 = new S3Client({ region: "us-east-1" });
  mockClient(s3)
    .on(GetObjectCommand)
    .callsFake(async ({ VersionId }) => {
      if (VersionId !== "v1") throw s3Error("NoSuchVersion", 404);
      return { ETag: '"e"', Body: Readable.from([content], { objectMode: false }) };
    });
  return s3;
}
