import { AssayError } from "#core/errors.ts";
import type { SubmissionFile } from "#core/submission/file.ts";
import { printable } from "#core/submission/printable.ts";

/**
 * The files of a submission as they are graded: without conflicts, without the folder the student
 * zipped them in, sorted by the bytes of their paths.
 *
 * When every file lies below one top folder (`project-main/…`, as GitHub and file managers pack it),
 * that folder is dropped, once; a single file at the root keeps everything where it is. It is also kept
 * when one of `expectedPaths`, the paths the assignment names, begins with it.
 *
 * Throws `archive_name_conflict` for two paths that are one on a system which ignores case, and for a
 * file that another path needs as a folder.
 */
export function settleFiles(
  files: readonly SubmissionFile[],
  expectedPaths: readonly string[] = [],
): SubmissionFile[] {
  refuseConflicts(files);
  return withoutTopFolder(files, expectedPaths).sort((a, b) =>
    Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)),
  );
}

function refuseConflicts(files: readonly SubmissionFile[]): void {
  const seen = new Map<string, string>();
  for (const { path } of files) {
    const key = conflictKey(path);
    const other = seen.get(key);
    if (other !== undefined) throw conflict(path, other);
    seen.set(key, path);
  }
  for (const { path } of files) {
    for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
      const other = seen.get(conflictKey(path.slice(0, slash)));
      if (other !== undefined) throw conflict(path, other);
    }
  }
}

/** Upper case first, because it is what makes `ß` and `ss`, or final and other sigma, equal. */
function conflictKey(path: string): string {
  return path.toUpperCase().toLowerCase().normalize("NFC");
}

function conflict(path: string, other: string): AssayError {
  return new AssayError("archive_name_conflict", { path: printable(path), other: printable(other) });
}

function withoutTopFolder(
  files: readonly SubmissionFile[],
  expectedPaths: readonly string[],
): SubmissionFile[] {
  const first = files[0]?.path ?? "";
  const folder = first.slice(0, first.indexOf("/") + 1);
  const isCommon = folder !== "" && files.every(({ path }) => path.startsWith(folder));
  if (!isCommon || expectedPaths.some((path) => path.startsWith(folder))) return [...files];
  return files.map((file) => ({ ...file, path: file.path.slice(folder.length) }));
}
