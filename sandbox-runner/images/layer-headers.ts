import { isTarHeader } from "#runner/prepare/archive-format.ts";
import { readPaxRecords } from "#runner/prepare/pax-records.ts";

/** A tar that would not be unpacked as it is read here, or that no image needs. */
export class LayerProblem extends Error {
  override readonly name = "LayerProblem";
}

const block = 512;
/** Of a long name, or of the extended header of one entry. */
const extendedBytes = 1024 * 1024;

/**
 * Tells the path of every entry of a tar while its bytes go by; nothing but headers is kept. Throws `LayerProblem`,
 * also for a sparse file, whose few bytes become as many as it likes.
 */
export class LayerHeaders {
  readonly #onEntry: (path: string) => void;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  /** Bytes of content and padding that are passed over. */
  #skip = 0;
  /** Of the extended header that is being collected; undefined before a header. */
  #extended: { readonly type: string; readonly size: number } | undefined;
  #path: string | undefined;
  #size: number | undefined;
  #ended = false;

  constructor(onEntry: (path: string) => void) {
    this.#onEntry = onEntry;
  }

  read(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0 && !this.#ended) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, rest.length);
        this.#skip -= skipped;
        rest = rest.subarray(skipped);
        continue;
      }
      const wanted = padded(this.#extended?.size ?? block) - this.#pendingBytes;
      const part = rest.subarray(0, wanted);
      this.#pending.push(part);
      this.#pendingBytes += part.length;
      rest = rest.subarray(part.length);
      if (part.length === wanted) this.#take(Buffer.concat(this.#pending, this.#pendingBytes));
    }
  }

  #take(bytes: Buffer): void {
    this.#pending = [];
    this.#pendingBytes = 0;
    const extended = this.#extended;
    this.#extended = undefined;
    if (extended === undefined) this.#takeHeader(bytes);
    else this.#takeExtended(extended.type, bytes.subarray(0, extended.size));
  }

  #takeHeader(header: Buffer): void {
    if (header.every((byte) => byte === 0)) {
      this.#ended = true;
      return;
    }
    if (!isTarHeader(header)) throw new LayerProblem("it is no tar");
    const type = header.toString("latin1", 156, 157).replace("\0", "0");
    const size = sizeOf(header);
    if (type === "S") throw new LayerProblem("it has a sparse file");
    if ("xgLK".includes(type)) {
      if (size > extendedBytes) throw new LayerProblem(`it has a header of ${size} bytes`);
      if (size > 0) this.#extended = { type, size };
      return;
    }
    this.#onEntry(this.#path ?? nameOf(header));
    // Only files have content, whatever the size of a link or a directory says: as archive/tar of Go reads it.
    this.#skip = /[1-6]/.test(type) ? 0 : padded(this.#size ?? size);
    this.#path = undefined;
    this.#size = undefined;
  }

  #takeExtended(type: string, bytes: Buffer): void {
    if (type === "L") this.#path = cString(bytes);
    if (type !== "x") return;
    const records = readPaxRecords(bytes);
    if (records === null) throw new LayerProblem("it has a damaged extended header");
    if (records.sparse === true) throw new LayerProblem("it has a sparse file");
    this.#path = records.path ?? this.#path;
    this.#size = records.size ?? this.#size;
  }
}

function padded(size: number): number {
  return Math.ceil(size / block) * block;
}

function nameOf(header: Buffer): string {
  const name = cString(header.subarray(0, 100));
  // Only POSIX's own magic has a prefix; GNU's keeps times in its place.
  const prefix = header.toString("latin1", 257, 263) === "ustar\0" ? cString(header.subarray(345, 500)) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** Octal digits, or GNU's base-256 when the first bit is set. */
function sizeOf(header: Buffer): number {
  const field = header.subarray(124, 136);
  const size =
    field[0] === 0x80
      ? Number(BigInt(`0x${field.toString("hex", 1)}`))
      : Number.parseInt(/^[ \0]*([0-7]+)[ \0]*$/.exec(field.toString("latin1"))?.[1] ?? "0", 8);
  if (!Number.isSafeInteger(size)) throw new LayerProblem("it has a file whose size is no number");
  return size;
}

function cString(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString("utf8", 0, end < 0 ? field.length : end);
}
