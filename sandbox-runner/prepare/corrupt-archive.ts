import { AssayError } from "#core/errors.ts";
import { printable } from "#core/submission/printable.ts";

/** `path` is the entry that is damaged, or the archive itself. */
export function corruptArchive(path: string, detail: string, cause?: unknown): AssayError {
  return new AssayError("archive_corrupt", { path: printable(path), detail }, { cause });
}
