import type { Test } from "#core/assignment/assignment.ts";
import type { SubmissionFile } from "#core/submission/file.ts";

/** The word that instead of a file name means all files, as in the reference system. */
const ALL_FILES = "all";

/** A named file that was not submitted leaves nothing to look at, which is the test function's to judge. */
export function filesFor(test: Test, files: readonly SubmissionFile[]): readonly SubmissionFile[] {
  const target = targetOf(test);
  return target === undefined ? files : files.filter((file) => file.path === target);
}

/** The only file that a test may look at, where it names one. */
export function targetOf({ file }: Test): string | undefined {
  return file === ALL_FILES ? undefined : file;
}
