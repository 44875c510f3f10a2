import * as fc from "fast-check";
import { isNoise } from "#core/submission/archive-noise.ts";
import type { SubmissionFile } from "#core/submission/file.ts";
import { safePath } from "#core/submission/path-rules.ts";
import { settleFiles } from "#core/submission/settle-files.ts";

/**
 * Any files that a submission may consist of, as unpacking returns them: good names in any script,
 * no conflicts, sorted, and one file at the root, so that no folder is dropped.
 */
export function submissionFiles(): fc.Arbitrary<SubmissionFile[]> {
  const name = fc.oneof(
    fc.stringMatching(/^[a-zA-Z0-9_-]{1,12}(\.[a-z]{1,4})?$/),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 10 }),
    fc.constantFrom("n".repeat(120), "ação", "日本語.py", "👩‍🚀"),
  );
  const path = fc
    .array(name, { minLength: 1, maxLength: 4 })
    .map((segments) => segments.join("/").normalize("NFC"))
    .filter(isGood);
  const file = fc.record({ path, content: content(), executable: fc.boolean() });
  return fc
    .array(file, { maxLength: 8 })
    .map((files) => [...files, { path: "root.txt", content: Buffer.from("root"), executable: false }])
    .filter(settles)
    .map((files) => settleFiles(files));
}

function content(): fc.Arbitrary<Buffer> {
  return fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes));
}

function isGood(path: string): boolean {
  try {
    return safePath(path) === path && !isNoise(path);
  } catch {
    return false;
  }
}

function settles(files: readonly SubmissionFile[]): boolean {
  try {
    settleFiles(files);
    return true;
  } catch {
    return false;
  }
}
