import type { AssignmentFolder } from "#cli/assignment/read-folder.ts";
import type { Settings } from "#cli/settings.ts";
import type { Upload } from "#cli/submit/read-upload.ts";
import type { AiPort } from "#core/ai/feedback-port.ts";
import { namedPaths } from "#core/assignment/named-paths.ts";
import { toAssayError } from "#core/errors.ts";
import type { GradingResult } from "#core/grading/result.ts";
import type { Locale } from "#core/locales/locale.ts";
import type { Progress } from "#core/submission/status.ts";
import { openAi } from "#runner/ai/open-ai.ts";
import { describeError, describeRun } from "#runner/grade/describe-result.ts";
import { runGrading } from "#runner/grade/run-grading.ts";
import { startStopwatch } from "#runner/grade/stopwatch.ts";
import { unpackSubmission } from "#runner/prepare/unpack-submission.ts";
import { openSandboxPool } from "#runner/sandbox/open-pool.ts";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";
import { bundleFolder, type FolderBundle } from "./bundle-folder.ts";
import { lazyPool } from "./lazy-pool.ts";
import { localImages } from "./local-images.ts";
import { localJob } from "./local-job.ts";
import { openTemporaryFolder } from "./temporary-folder.ts";

export interface LocalSubmission {
  readonly upload: Upload;
  readonly language: string | undefined;
  readonly locale: Locale;
  readonly onProgress: (progress: Progress) => void;
  /** Absent where nobody would read feedback by a language model. */
  readonly onFeedbackFailed?: (error: unknown) => void;
}

/** Grades submissions to one assignment. Nothing stays behind on the host when it is disposed. */
export interface FolderGrader extends AsyncDisposable {
  /** Rejects with what is the platform's fault. */
  readonly grade: (submission: LocalSubmission, signal: AbortSignal) => Promise<GradingResult>;
}

interface Workplace {
  readonly folder: AssignmentFolder;
  readonly bundled: FolderBundle | null;
  readonly pool: SandboxPool;
  readonly ai: AiPort | undefined;
}

/**
 * The same grading that the pipeline does, in one process: no queue, no storage, and for each submission a sandbox
 * that is booted for it. The assets are bundled once.
 */
export async function openFolderGrader(
  settings: Settings,
  { folder, injection }: { readonly folder: AssignmentFolder; readonly injection: "stream" | "base64-exec" },
): Promise<FolderGrader> {
  await using cleanup = new AsyncDisposableStack();
  const model = settings.ai();
  const ai = model && cleanup.use(openAi(model)).port;
  const temporary = cleanup.use(await openTemporaryFolder(settings.home.dir));
  const bundled = await bundleFolder(folder, temporary.dir);
  const pool = cleanup.use(
    lazyPool(() =>
      openSandboxPool({
        runscPath: settings.tools.runsc,
        initPath: settings.tools.init,
        stateDir: settings.home.sandboxDir,
        platform: "systrap",
        injection,
        warm: 0,
        cgroups: "optional",
        images: localImages(settings),
      }),
    ),
  );
  const owned = cleanup.move();
  return {
    grade: (submission, signal) => grade({ folder, bundled, pool, ai }, submission, signal),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const clock = () => performance.now();

async function grade(
  { folder, bundled, pool, ai }: Workplace,
  { upload, language, locale, ...listeners }: LocalSubmission,
  signal: AbortSignal,
): Promise<GradingResult> {
  const definition = folder.assignment;
  const bundle = bundled?.bundle ?? null;
  const { job, release } = localJob({ folder, bundle, upload, language, locale, now: new Date() });
  const stopwatch = startStopwatch(clock);
  const frame = () => ({ job, release, finishedAt: new Date(), phases: stopwatch.times() });
  try {
    const files = await stopwatch.measure("unpackMs", () =>
      unpackSubmission({ ...upload, expectedPaths: namedPaths(definition) }),
    );
    const inputs = {
      definition,
      files,
      requestedLanguage: language,
      locale,
      bundle: bundled?.assets ?? null,
    };
    return describeRun(await runGrading(inputs, { ai, pool, clock, ...listeners }, signal), frame());
  } catch (thrown) {
    signal.throwIfAborted();
    const error = toAssayError(thrown);
    if (error.blame === "platform") throw error;
    return describeError(error, frame());
  }
}
