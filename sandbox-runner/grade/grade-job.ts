import type { S3Client } from "@aws-sdk/client-s3";
import { namedPaths } from "#core/assignment/named-paths.ts";
import type { Release } from "#core/assignment/release.ts";
import { toAssayError } from "#core/errors.ts";
import type { GradingResult } from "#core/grading/result.ts";
import type { GradeJob } from "#core/job/grade-job.ts";
import { describeError, describeRun } from "#runner/grade/describe-result.ts";
import type { GradingPorts } from "#runner/grade/grading.ts";
import { runGrading } from "#runner/grade/run-grading.ts";
import { startStopwatch } from "#runner/grade/stopwatch.ts";
import type { BundleCache } from "#runner/prepare/bundle-cache.ts";
import type { FetchRelease } from "#runner/prepare/fetch-release.ts";
import { fetchSubmission } from "#runner/prepare/fetch-submission.ts";
import { unpackSubmission } from "#runner/prepare/unpack-submission.ts";

export interface GradeJobPorts extends GradingPorts {
  /** Where submissions are read. */
  readonly s3: S3Client;
  readonly fetchRelease: FetchRelease;
  readonly bundles: BundleCache;
  /** Whether no queue delivers the job again. @default false */
  readonly isLastTry?: boolean;
  /** Of the wall, for people; durations are measured with `clock`. */
  readonly now: () => Date;
}

/**
 * From a job to the result that it deserves. What is the student's or the instructor's to correct is a result
 * without a score, and so is the model's budget when every try found it spent, because it comes back on another day;
 * any other fault of the platform rejects, and so does the signal with its reason.
 */
export async function gradeJob(
  job: GradeJob,
  ports: GradeJobPorts,
  signal: AbortSignal,
): Promise<GradingResult> {
  const stopwatch = startStopwatch(ports.clock);
  let release: Release | undefined;
  const frame = () => ({ job, release, finishedAt: ports.now(), phases: stopwatch.times() });
  try {
    ports.onProgress({ phase: "preparing" });
    const [upload, found] = await stopwatch.measure("fetchMs", () =>
      Promise.all([
        fetchSubmission(ports.s3, job.upload, signal),
        ports.fetchRelease(job, job.releaseId, signal),
      ]),
    );
    release = found;
    const { definition, bundle } = release;
    const expectedPaths = namedPaths(definition);
    const files = await stopwatch.measure("unpackMs", () => unpackSubmission({ ...upload, expectedPaths }));
    await using cached =
      bundle && (await stopwatch.measure("bundleMs", () => ports.bundles.acquire(bundle, signal)));
    const run = await runGrading(
      {
        definition,
        files,
        requestedLanguage: job.language,
        locale: job.locale,
        bundle: cached,
      },
      ports,
      signal,
    );
    return describeRun(run, frame());
  } catch (thrown) {
    signal.throwIfAborted();
    const error = toAssayError(thrown);
    const isAnswer = ports.isLastTry === true && error.code === "ai_budget_spent";
    if (error.blame === "platform" && !isAnswer) throw error;
    return describeError(error, frame());
  }
}
