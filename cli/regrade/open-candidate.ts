import { readAssignmentFolder } from "#cli/assignment/read-folder.ts";
import type { Connection } from "#cli/connection.ts";
import { UserError } from "#cli/errors.ts";
import { type FolderGrader, openFolderGrader } from "#cli/grade/grade-folder.ts";
import { openTemporaryFolder } from "#cli/grade/temporary-folder.ts";
import type { Settings } from "#cli/settings.ts";
import { formatFinding } from "#core/assignment/finding.ts";
import type { ReleaseId } from "#core/submission/ids.ts";
import type { AssignmentRef } from "#core/submission/keys.ts";
import { requireRelease } from "./require-release.ts";
import { releaseFolder } from "./release-folder.ts";

/** A folder as it would be pushed, or a release that there is. */
export type Candidate =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "release"; readonly assignment: AssignmentRef; readonly releaseId: ReleaseId };

/** Grades as the runner would once the candidate is current. What it downloads goes with it. */
export async function openCandidate(
  settings: Settings,
  connection: Connection,
  candidate: Candidate,
  signal: AbortSignal,
): Promise<FolderGrader> {
  await using opened = new AsyncDisposableStack();
  const folder =
    candidate.kind === "folder"
      ? await readCandidate(candidate.path)
      : await releaseFolder(
          connection,
          {
            release: await requireRelease(connection, candidate.assignment, candidate.releaseId),
            dir: opened.use(await openTemporaryFolder(settings.home.dir)).dir,
          },
          signal,
        );
  const grader = opened.use(await openFolderGrader(settings, { folder, injection: "stream" }));
  const owned = opened.move();
  return { grade: grader.grade, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function readCandidate(path: string) {
  const reading = await readAssignmentFolder(path);
  if (!reading.ok) throw new UserError(reading.findings.map(formatFinding).join("\n"));
  return reading.folder;
}
