import { AssayError } from "#core/errors.ts";
import { submissionLimits } from "#core/limits.ts";
import { isNoise } from "#core/submission/archive-noise.ts";
import { type PathLimits, safePath } from "#core/submission/path-rules.ts";
import { printable } from "#core/submission/printable.ts";

/** One entry of an archive as its format describes it, before any rule was applied. */
export interface ArchiveEntry {
  /** A folder's name may end in `/`. */
  readonly name: string;
  readonly kind: EntryKind;
}

export type EntryKind =
  | { readonly is: "file" }
  | { readonly is: "folder" }
  /** `what` in words, e.g. `symbolic link`, `FIFO`. */
  | { readonly is: "link" | "special"; readonly what: string };

/**
 * The path under which an entry's content is kept, or null for one that has none: a folder, or noise.
 * The same rules hold for every archive format. Folders come into being with their files, so an empty
 * one is not kept, but its name is judged.
 *
 * Throws `archive_link` and `archive_special_file` beside the errors of `safePath`.
 */
export function admitEntry(entry: ArchiveEntry, limits: PathLimits = submissionLimits): string | null {
  if (isNoise(entry.name)) return null;
  if (entry.kind.is === "folder") {
    judgeFolder(entry.name, limits);
    return null;
  }
  const path = safePath(entry.name, limits);
  if (entry.kind.is === "file") return path;
  const code = entry.kind.is === "link" ? "archive_link" : "archive_special_file";
  throw new AssayError(code, { path: printable(path), detail: entry.kind.what });
}

function judgeFolder(name: string, limits: PathLimits): void {
  const isRoot = /^(\.\/)*\.?$/.test(name);
  if (!isRoot) safePath(name.replace(/\/$/, ""), limits);
}
