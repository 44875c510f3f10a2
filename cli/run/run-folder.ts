import type { AssignmentFolder } from "#cli/assignment/read-folder.ts";
import { bundleFolder } from "#cli/grade/bundle-folder.ts";
import { localImages } from "#cli/grade/local-images.ts";
import { openTemporaryFolder } from "#cli/grade/temporary-folder.ts";
import type { Settings } from "#cli/settings.ts";
import type { Upload } from "#cli/submit/read-upload.ts";
import type { Command } from "#core/assignment/assignment.ts";
import { execute, type Execution } from "#runner/execute/execute.ts";
import { unpackSubmission } from "#runner/prepare/unpack-submission.ts";
import { openSandboxPool } from "#runner/sandbox/open-pool.ts";

export interface LocalExecution {
  readonly folder: AssignmentFolder;
  readonly upload: Upload;
  readonly language: string | undefined;
  readonly command: Command | undefined;
  readonly inputs: readonly Uint8Array[];
}

/** Runs a submission in a sandbox that is booted for it, with the assets of the folder. Nothing stays behind. */
export async function runFolder(
  settings: Settings,
  { folder, upload, language, command, inputs }: LocalExecution,
  signal: AbortSignal,
): Promise<Execution> {
  await using temporary = await openTemporaryFolder(settings.home.dir);
  const bundled = await bundleFolder(folder, temporary.dir);
  const bundle = bundled?.assets ?? null;
  const files = await unpackSubmission({ ...upload, expectedPaths: [] });
  await using pool = await openSandboxPool({
    runscPath: settings.tools.runsc,
    initPath: settings.tools.init,
    stateDir: settings.home.sandboxDir,
    platform: "systrap",
    injection: "stream",
    warm: 0,
    cgroups: "optional",
    images: localImages(settings),
  });
  return await execute(
    { definition: folder.assignment, files, requestedLanguage: language, bundle, command, inputs },
    { pool, clock: () => performance.now() },
    signal,
  );
}
