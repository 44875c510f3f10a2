import type { AssignmentFolder } from "#cli/assignment/read-folder.ts";
import type { Settings } from "#cli/settings.ts";
import type { Upload } from "#cli/submit/read-upload.ts";
import { namedPaths } from "#core/assignment/named-paths.ts";
import { toAssayError } from "#core/errors.ts";
import type { GradingResult } from "#core/grading/result.ts";
import type { Locale } from "#core/locales/locale.ts";
import type { Progress } from "#core/submission/status.ts";
import { describeError, describeRun } from "#runner/grade/describe-result.ts";
import { runGrading } from "#runner/grade/run-grading.ts";
import { startStopwatch } from "#runner/grade/stopwatch.ts";
import { unpackSubmission } from "#runner/prepare/unpack-submission.ts";
import { openSandboxPool } from "#runner/sandbox/open-pool.ts";
import { bundleFolder } from "./bundle-folder.ts";
import { lazyPool } from "./lazy-pool.ts";
import { localJob } from "./local-job.ts";
import { openTemporaryFolder } from "./temporary-folder.ts";

export interface LocalGrading {
  readonly folder: AssignmentFolder;
  readonly upload: Upload;
  readonly language: string | undefined;
  readonly locale: Locale;
  readonly injection: "stream" | "base64-exec";
  readonly onProgress: (progress: Progress) => void;
}

const clock = () => performance.now();

/**
 * The same grading that the pipeline does, in one process: no queue, no storage, one sandbox that is booted for it.
 * Rejects with what is the platform's fault; nothing stays behind on the host.
 */
export async function gradeFolder(
  settings: Settings,
  { folder, upload, language, locale, injection, onProgress }: LocalGrading,
  signal: AbortSignal,
): Promise<GradingResult> {
  await using workspace = await openTemporaryFolder(settings.home.dir);
  const bundled = await bundleFolder(folder, workspace.dir);
  const bundle = bundled?.bundle ?? null;
  const { job, release } = localJob({ folder, bundle, upload, language, locale, now: new Date() });

  await using pool = lazyPool(() =>
    openSandboxPool({
      runscPath: settings.tools.runsc,
      initPath: settings.tools.init,
      stateDir: settings.home.sandboxDir,
      platform: "systrap",
      injection,
      warm: 0,
    }),
  );
  const stopwatch = startStopwatch(clock);
  const frame = () => ({ job, release, finishedAt: new Date(), phases: stopwatch.times() });
  try {
    const files = await stopwatch.measure("unpackMs", () =>
      unpackSubmission({ ...upload, expectedPaths: namedPaths(folder.assignment) }),
    );
    const inputs = {
      definition: folder.assignment,
      files,
      requestedLanguage: language,
      locale,
      bundle: bundled?.assets ?? null,
    };
    return describeRun(await runGrading(inputs, { pool, clock, onProgress }, signal), frame());
  } catch (thrown) {
    signal.throwIfAborted();
    const error = toAssayError(thrown);
    if (error.blame === "platform") throw error;
    return describeError(error, frame());
  }
}
