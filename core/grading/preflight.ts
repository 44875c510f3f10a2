import type { SubmissionFile } from "#core/submission/file.ts";

/** The required files that were not submitted, by exact path, all of them and in the order they are asked for. */
export function missingRequiredFiles(
  required: readonly string[],
  files: readonly SubmissionFile[],
): string[] {
  const submitted = new Set(files.map((file) => file.path));
  return required.filter((path) => !submitted.has(path));
}
