import type { Test } from "#core/assignment/assignment.ts";
import type { SubmissionFile } from "#core/submission/file.ts";

/** The word that instead of a file name means all files, as in the reference system. */
const ALL_FILES = "all";

/** A named file that was not submitted leaves nothing to look at, which is the test function's to judge. */
export function filesFor(test: Test, files: readonly SubmissionFile[]): readonly SubmissionFile[] {
  if (test.file === undefined || test.file === ALL_FILES) return files;
  return files.filter((file) => file.path === test.file);
}
