import type { FileRead } from "#core/grading/sandbox-port.ts";
import { gradingLimits } from "#core/limits.ts";
import type { VerdictMessages } from "#core/locales/messages.ts";

/** Why a file that a program should have left is not what a test can look at, read with `gradingLimits.artifactBytes`. */
export function describeUnread(
  file: Exclude<FileRead, { kind: "read" }>,
  { path, say }: { readonly path: string; readonly say: VerdictMessages },
): string {
  if (file.kind === "missing") return say.artifactMissing({ path });
  if (file.kind === "not-regular") return say.artifactNotRegular({ path });
  return say.artifactTooLarge({ path, sizeBytes: file.sizeBytes, capBytes: gradingLimits.artifactBytes });
}
