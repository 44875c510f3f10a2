import { endsWithOneOf } from "#core/grading/file-needs.ts";
import type { TestVerdict } from "#core/grading/test-function.ts";
import { gradingLimits } from "#core/limits.ts";
import type { WebdevMessages } from "#core/locales/webdev-messages.ts";
import type { SubmissionFile } from "#core/submission/file.ts";
import { printable } from "#core/submission/printable.ts";
import type { FileKind } from "#core/templates/webdev/file-kind.ts";
import type { FileProblem } from "#core/templates/webdev/parse-once.ts";

/** What files of a kind are called. */
export const extensionsOf: Readonly<Record<FileKind, readonly string[]>> = {
  html: [".html", ".htm", ".xhtml"],
  css: [".css"],
  js: [".js", ".mjs", ".cjs"],
};

/** The file a test looks at: the only one it was given, else the first of its kind by path. */
export function fileOfKind(files: readonly SubmissionFile[], kind: FileKind): SubmissionFile | undefined {
  if (files.length === 1) return files[0];
  return files.find(({ path }) => endsWithOneOf(path, extensionsOf[kind]));
}

/** Nothing of a file that cannot be read was seen to be right. */
export function unreadable(
  { path }: SubmissionFile,
  { problem, say }: { readonly problem: FileProblem; readonly say: WebdevMessages },
): TestVerdict {
  const capBytes = gradingLimits.parsedFileBytes;
  const message = {
    "too-large": () => say.fileTooLarge({ capBytes }),
    "too-deep": () => say.fileTooDeep(),
    "too-slow": () => say.fileTooSlow(),
    syntax: () => say.notParsed({ line: problem.kind === "syntax" ? problem.line : 1 }),
  }[problem.kind]();
  return about(path, { score: 0, message });
}

/** A verdict begins with the file that was looked at. */
export function about(path: string, verdict: TestVerdict): TestVerdict {
  return { ...verdict, message: `${printable(path)}: ${verdict.message}` };
}
