import type { SubmissionFile } from "#core/submission/file.ts";

/** Submitted files by their paths, empty. */
export function submitted(...paths: readonly string[]): SubmissionFile[] {
  return paths.map((path) => ({ path, content: new Uint8Array(), executable: false }));
}
