import { isUtf8 } from "node:buffer";
import {
  type Entry,
  fromBufferPromise,
  getFileNameLowLevel,
  type LocalFileHeader,
  type ZipFile,
} from "yauzl";
import { printable } from "#core/submission/printable.ts";
import type { Archive } from "./archive-format.ts";
import { corruptArchive } from "./corrupt-archive.ts";

/** One entry of a zip's central directory. */
export interface ZipMember {
  readonly name: string;
  /** The upper half of the external attributes: a Unix mode, 0 when the writer knew none. */
  readonly mode: number;
  readonly encrypted: boolean;
  /** 0 stored, 8 deflated; others are not read. */
  readonly method: number;
  /** What the directory claims; nothing has been inflated yet. */
  readonly sizeBytes: number;
  readonly crc32: number;
  /** Where its data lies in the archive, from its local header on; checks that header against the directory. */
  locate(): Promise<ZipData>;
}

export interface ZipData {
  readonly headerStart: number;
  readonly start: number;
  readonly end: number;
}

/** Opens a zip by its central directory. Throws `archive_corrupt`, here and from what it returns. */
export async function readZip(
  archive: Archive,
): Promise<{ readonly entryCount: number; readonly members: AsyncGenerator<ZipMember> }> {
  // Names are decoded here: yauzl would turn backslashes into slashes and stop at the first bad name.
  const options = { lazyEntries: true, decodeStrings: false, validateEntrySizes: true };
  const zip = await orCorrupt(fromBufferPromise(archive.content, options), archive.name);
  return { entryCount: zip.entryCount, members: members(zip, archive) };
}

async function* members(zip: ZipFile, archive: Archive): AsyncGenerator<ZipMember> {
  const entries = zip.eachEntry();
  for (;;) {
    const next = await orCorrupt(entries.next(), archive.name);
    if (next.done === true) return;
    const entry = next.value;
    const name = nameOf(entry);
    yield {
      name,
      mode: entry.externalFileAttributes >>> 16,
      encrypted: entry.isEncrypted(),
      method: entry.compressionMethod,
      sizeBytes: entry.uncompressedSize,
      crc32: entry.crc32,
      locate: () => locate(zip, entry, name),
    };
  }
}

/**
 * UTF-8 when the entry says so or the bytes are valid UTF-8, which writers on macOS and Linux use
 * without saying so; else code page 437 (APPNOTE.TXT, D.1).
 */
function nameOf(entry: Entry): string {
  const utf8Flag = isUtf8(entry.fileNameRaw) ? 0x800 : 0;
  return getFileNameLowLevel(
    entry.generalPurposeBitFlag | utf8Flag,
    entry.fileNameRaw,
    entry.extraFields,
    true,
  );
}

async function locate(zip: ZipFile, entry: Entry, name: string): Promise<ZipData> {
  const local = await orCorrupt(zip.readLocalFileHeaderPromise(entry, {}), name);
  if (!agree(entry, local))
    throw corruptArchive(name, "its two headers in the archive contradict each other");
  return {
    headerStart: entry.relativeOffsetOfLocalHeader,
    start: local.fileDataStart,
    end: local.fileDataStart + entry.compressedSize,
  };
}

/** A reader that trusts the local header must see the same entry as one that trusts the directory. */
function agree(entry: Entry, local: LocalFileHeader): boolean {
  const sizesFollowTheData = (local.generalPurposeBitFlag & 0x8) !== 0;
  const inZip64Field = 0xffffffff;
  const sameSize = (here: number, there: number) =>
    sizesFollowTheData || here === there || here === inZip64Field;
  return (
    local.fileName.equals(entry.fileNameRaw) &&
    local.compressionMethod === entry.compressionMethod &&
    ((local.generalPurposeBitFlag ^ entry.generalPurposeBitFlag) & 0x1) === 0 &&
    sameSize(local.compressedSize, entry.compressedSize) &&
    sameSize(local.uncompressedSize, entry.uncompressedSize)
  );
}

async function orCorrupt<T>(reading: Promise<T>, path: string): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw corruptArchive(
      path,
      error instanceof Error ? printable(error.message) : "it cannot be read",
      error,
    );
  }
}
