import { type Archive, isTarHeader } from "./archive-format.ts";
import { corruptArchive } from "./corrupt-archive.ts";
import { type ExtendedHeader, readPaxRecords } from "./pax-records.ts";

/** One entry of a tar. `content` is a view of the archive's bytes. */
export interface TarMember {
  readonly name: string;
  /** The typeflag: `0` file, `1` hard link, `2` symbolic link … (tar(5)); `S` for a sparse file of any dialect. */
  readonly type: string;
  readonly mode: number;
  readonly content: Buffer;
}

const BLOCK = 512;

/**
 * The entries of a tar: ustar, pax, GNU or the old v7 format. Strict where a lenient reader would let
 * two programs see two different archives: the end marker must be there, and nothing but zeros may
 * follow it, so that an upload cut off between two entries is not taken for a whole one. Names that are
 * not UTF-8 keep U+FFFD in the place of the broken bytes. Global pax headers, in which git notes a
 * commit, are passed over. Time and memory are linear in the bytes, whatever the headers say.
 *
 * Throws `archive_corrupt`.
 */
export function* readTar({ name: archiveName, content }: Archive): Generator<TarMember> {
  const fail = (reason: string) => corruptArchive(archiveName, reason);
  let extended: ExtendedHeader = {};
  let offset = 0;
  for (;;) {
    const header = content.subarray(offset, offset + BLOCK);
    if (header.length < BLOCK) throw fail("it is cut off: its end marker is missing");
    if (header.every((byte) => byte === 0)) break;
    if (!isTarHeader(header)) throw fail(`there is no valid header at byte ${offset}`);

    const type = header.toString("latin1", 156, 157).replace("\0", "0");
    const describesNext = "xgLK".includes(type);
    const name = extended.path ?? headerName(header);
    const size = (describesNext ? undefined : extended.size) ?? readNumber(header.subarray(124, 136));
    if (size === null) throw corruptArchive(name, "its size is not a number");
    const start = offset + BLOCK;
    if (start + size > content.length) throw corruptArchive(name, "the archive is cut off inside it");
    const data = content.subarray(start, start + size);
    offset = start + Math.ceil(size / BLOCK) * BLOCK;

    if (type === "x") {
      const records = readPaxRecords(data);
      if (records === null) throw fail("it has a damaged pax header");
      extended = { ...extended, ...records };
    } else if (type === "L") {
      extended = { path: cString(data), ...extended };
    } else if (!describesNext) {
      const mode = readNumber(header.subarray(100, 108)) ?? 0;
      yield { name, type: extended.sparse === true ? "S" : type, mode, content: data };
      extended = {};
    }
  }
  if (content.subarray(offset).some((byte) => byte !== 0)) {
    throw fail("data follows the end of the archive");
  }
}

function headerName(header: Buffer): string {
  const name = cString(header.subarray(0, 100));
  // Only POSIX's own magic has a prefix; GNU's keeps times in its place.
  const isPosix = header.toString("latin1", 257, 263) === "ustar\0";
  const prefix = isPosix ? cString(header.subarray(345, 500)) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

function cString(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString("utf8", 0, end < 0 ? field.length : end);
}

/** Octal digits, or GNU's base-256 when the first bit is set; null when it is neither, negative or absurd. */
function readNumber(field: Buffer): number | null {
  if (field[0] === 0x80) {
    const value = BigInt(`0x${field.toString("hex", 1)}`);
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : null;
  }
  const digits = /^[ \0]*([0-7]*)[ \0]*$/.exec(field.toString("latin1"))?.[1];
  if (digits === undefined) return null;
  return digits === "" ? 0 : Number.parseInt(digits, 8);
}
