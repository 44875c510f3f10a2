import { promisify } from "node:util";
import { crc32, inflateRaw } from "node:zlib";
import { AssayError } from "#core/errors.ts";
import { ArchiveBudget, type SubmissionLimits } from "#core/submission/archive-budget.ts";
import { admitEntry, type EntryKind } from "#core/submission/archive-policy.ts";
import type { SubmissionFile } from "#core/submission/file.ts";
import { printable } from "#core/submission/printable.ts";
import type { Archive } from "./archive-format.ts";
import { corruptArchive } from "./corrupt-archive.ts";
import { readZip, type ZipData, type ZipMember } from "./read-zip.ts";

interface Admitted {
  readonly path: string;
  readonly member: ZipMember;
  readonly data: ZipData;
}

/**
 * The files of a zip. Every entry is judged before the first is inflated, by what the directory claims;
 * inflating then stops at the claimed size, so the claims hold or the archive is refused.
 */
export async function unpackZip(archive: Archive, limits: SubmissionLimits): Promise<SubmissionFile[]> {
  const admitted = await admitMembers(archive, limits);
  refuseOverlap(admitted);
  const files: SubmissionFile[] = [];
  for (const file of admitted) {
    files.push({
      path: file.path,
      content: await contentOf(file, archive),
      executable: (file.member.mode & 0o100) !== 0,
    });
  }
  return files;
}

async function admitMembers(archive: Archive, limits: SubmissionLimits): Promise<Admitted[]> {
  const zip = await readZip(archive);
  const budget = new ArchiveBudget(archive.content.length, limits);
  budget.spendEntries(zip.entryCount);
  const admitted: Admitted[] = [];
  for await (const member of zip.members) {
    const path = admitEntry({ name: member.name, kind: kindOf(member) }, limits);
    if (path === null) continue;
    if (member.encrypted) throw new AssayError("archive_encrypted", { path: printable(path) });
    if (member.method !== 0 && member.method !== 8) {
      const detail = `zip compression method ${member.method}`;
      throw new AssayError("archive_unsupported", { path: printable(path), detail });
    }
    budget.spendBytes(path, member.sizeBytes);
    admitted.push({ path, member, data: await member.locate() });
  }
  return admitted;
}

/** The file type bits of a Unix mode, inode(7), whichever system the entry says it was made on. */
function kindOf({ name, mode, sizeBytes }: ZipMember): EntryKind {
  const type = mode & 0o170000;
  if (type === 0o120000) return { is: "link", what: "symbolic link" };
  if (type === 0o010000) return { is: "special", what: "FIFO" };
  if (type === 0o020000) return { is: "special", what: "character device" };
  if (type === 0o060000) return { is: "special", what: "block device" };
  if (type === 0o140000) return { is: "special", what: "socket" };
  if (!name.endsWith("/") && type !== 0o040000) return { is: "file" };
  if (sizeBytes > 0) throw corruptArchive(name, "it is a folder with content");
  return { is: "folder" };
}

/** Entries that share data inflate the same bytes again and again: a bomb that no ratio of one entry shows. */
function refuseOverlap(admitted: readonly Admitted[]): void {
  const byPlace = admitted.toSorted((a, b) => a.data.headerStart - b.data.headerStart);
  for (const [index, { path, data }] of byPlace.entries()) {
    const before = byPlace[index - 1];
    if (before !== undefined && data.headerStart < before.data.end) {
      throw corruptArchive(path, `its data overlaps that of ${printable(before.path)}`);
    }
  }
}

async function contentOf({ path, member, data }: Admitted, archive: Archive): Promise<Uint8Array> {
  const packed = archive.content.subarray(data.start, data.end);
  const content = member.method === 0 ? packed : await inflate(packed, path, member.sizeBytes);
  if (content.length !== member.sizeBytes) {
    throw corruptArchive(path, `it claims ${member.sizeBytes} bytes and has ${content.length}`);
  }
  if (crc32(content) !== member.crc32) throw corruptArchive(path, "its checksum does not match its content");
  return content;
}

const inflateRawAsync = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

async function inflate(packed: Buffer, path: string, claimedBytes: number): Promise<Buffer> {
  try {
    return await inflateRawAsync(packed, { maxOutputLength: Math.max(1, claimedBytes) });
  } catch (error) {
    const isOver = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    const detail = isOver
      ? `it claims ${claimedBytes} bytes and has more`
      : "its data is damaged and cannot be inflated";
    throw corruptArchive(path, detail, error);
  }
}
