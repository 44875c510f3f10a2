import { lstat, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { UserError } from "#cli/errors.ts";
import { submissionLimits } from "#core/limits.ts";

export interface FolderFile {
  /** Relative to the folder, `/`-separated. */
  readonly path: string;
  readonly file: string;
  readonly sizeBytes: number;
  readonly executable: boolean;
}

/** What tools leave in a folder and no student means to hand in. */
const IGNORED: ReadonlySet<string> = new Set([".git", ".DS_Store"]);

/** Every file of a folder, in the order of their paths, within the limits that the pipeline sets to a submission. */
export async function collectFiles(folder: string): Promise<readonly FolderFile[]> {
  const files: FolderFile[] = [];
  await walk(folder, folder, files);
  if (files.length === 0) throw new UserError(`${folder} holds no files: there is nothing to submit`);
  return files.sort((left, right) => (left.path < right.path ? -1 : 1));
}

async function walk(root: string, folder: string, files: FolderFile[]): Promise<void> {
  for (const name of await readdir(folder)) {
    if (IGNORED.has(name)) continue;
    const file = join(folder, name);
    const status = await lstat(file);
    if (status.isDirectory()) {
      await walk(root, file, files);
      continue;
    }
    if (!status.isFile()) {
      throw new UserError(`${file} is neither a file nor a folder: replace it by the file that is meant`);
    }
    files.push({
      path: relative(root, file),
      file,
      sizeBytes: status.size,
      executable: (status.mode & 0o100) !== 0,
    });
    assertWithinLimits(root, files);
  }
}

function assertWithinLimits(root: string, files: readonly FolderFile[]): void {
  const { entries, unpackedBytes } = submissionLimits;
  if (files.length > entries) throw new UserError(`${root} holds more than ${entries} files`);
  const bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  if (bytes > unpackedBytes) throw new UserError(`${root} holds more than ${unpackedBytes} bytes`);
}
