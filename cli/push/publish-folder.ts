import { readAssignmentFolder } from "#cli/assignment/read-folder.ts";
import type { Connection } from "#cli/connection.ts";
import { UserError } from "#cli/errors.ts";
import { type Finding, formatFinding } from "#core/assignment/finding.ts";
import type { AssignmentRef } from "#core/submission/keys.ts";
import { pushFolder } from "./push-folder.ts";

/** Pushes a folder without a word and resolves when it is released; rejects with its findings when it is not. */
export async function publishFolder(
  connection: Connection,
  { path, ref }: { readonly path: string; readonly ref: AssignmentRef },
  signal: AbortSignal,
): Promise<void> {
  const reading = await readAssignmentFolder(path);
  if (!reading.ok) throw invalid(reading.findings);
  const silent = { onProgress: () => undefined, onWaiting: () => undefined };
  const pushed = await pushFolder(connection, { folder: reading.folder, ref }, silent, signal);
  if (pushed.kind === "files-missing") throw invalid(pushed.findings);
  if (!pushed.report.ok) throw invalid(pushed.report.findings);
}

function invalid(findings: readonly Finding[]): UserError {
  return new UserError(findings.map(formatFinding).join("\n"));
}
