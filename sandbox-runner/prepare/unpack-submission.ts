import { AssayError } from "#core/errors.ts";
import { submissionLimits } from "#core/limits.ts";
import type { SubmissionLimits } from "#core/submission/archive-budget.ts";
import type { SubmissionFile } from "#core/submission/file.ts";
import { safePath } from "#core/submission/path-rules.ts";
import { printable } from "#core/submission/printable.ts";
import { settleFiles } from "#core/submission/settle-files.ts";
import { type Archive, archiveFormat } from "./archive-format.ts";
import { corruptArchive } from "./corrupt-archive.ts";
import { gunzip } from "./gunzip.ts";
import { unpackTar } from "./unpack-tar.ts";
import { unpackZip } from "./unpack-zip.ts";

export interface Upload {
  /** As the student named it: the last part of its key. */
  readonly name: string;
  readonly content: Uint8Array;
  /** Paths that the assignment names, e.g. its required files: a folder they begin with is not dropped. */
  readonly expectedPaths?: readonly string[];
}

/**
 * The files of an upload, which is a zip, a tar, a gzipped tar, or else one file under its own name.
 * Its bytes decide which, not its name. Everything stays in memory, within `limits`; nothing is written.
 *
 * Throws `submission_empty`, `submission_too_large`, or the `archive_…` error that names the entry.
 */
export async function unpackSubmission(
  upload: Upload,
  limits: SubmissionLimits = submissionLimits,
): Promise<SubmissionFile[]> {
  const { name, content } = upload;
  if (content.byteLength > limits.uploadBytes) {
    throw new AssayError("submission_too_large", {
      limitBytes: limits.uploadBytes,
      sizeBytes: content.byteLength,
    });
  }
  const archive = { name, content: Buffer.from(content.buffer, content.byteOffset, content.byteLength) };
  const files = content.byteLength === 0 ? [] : await unpack(archive, limits);
  if (files.length === 0) throw new AssayError("submission_empty", { path: printable(name) });
  return settleFiles(files, upload.expectedPaths);
}

async function unpack(archive: Archive, limits: SubmissionLimits): Promise<SubmissionFile[]> {
  const format = archiveFormat(archive.content);
  if (format.kind === "unsupported") throw unsupported(archive.name, format.what);
  if (format.kind === "zip") return unpackZip(archive, limits);
  if (format.kind === "tar") return unpackTar(archive, archive.content.length, limits);
  if (format.kind === "gzip") return unpackGzip(archive, limits);
  return singleFile(archive, limits);
}

async function unpackGzip(archive: Archive, limits: SubmissionLimits): Promise<SubmissionFile[]> {
  const content = await gunzip(archive, limits);
  if (archiveFormat(content).kind !== "tar") {
    throw unsupported(archive.name, "gzip without a tar in it");
  }
  return unpackTar({ name: archive.name, content }, archive.content.length, limits);
}

function unsupported(name: string, detail: string): AssayError {
  return new AssayError("archive_unsupported", { path: printable(name), detail });
}

function singleFile({ name, content }: Archive, limits: SubmissionLimits): SubmissionFile[] {
  const claimed = /\.(zip|tar|tgz|tar\.gz)$/i.exec(name)?.[1];
  if (claimed !== undefined) {
    throw corruptArchive(name, `its content is not what a .${claimed.toLowerCase()} holds`);
  }
  return [{ path: safePath(name, limits), content, executable: false }];
}
