import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { TarSource } from "#runner/sandbox/sandbox.ts";

const BLOCK_BYTES = 512;

/**
 * A bundle without some of its entries: a tar as `core/assignment/bundle.ts` makes it, and no other. Reads it once to
 * know the size and the digest of what is left, and again whenever it is opened.
 */
export async function withoutEntries(bundle: TarSource, hidden: ReadonlySet<string>): Promise<TarSource> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const chunk of kept(bundle.open(), hidden)) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return {
    sizeBytes,
    sha256: hash.digest("hex"),
    open: () => Readable.from(kept(bundle.open(), hidden), { objectMode: false }),
  };
}

async function* kept(source: Readable, hidden: ReadonlySet<string>): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  let header: "entry" | "long-path" = "entry";
  /** Of the entry whose header is read: a long path stands in a record before it. */
  let prefix: Buffer = Buffer.alloc(0);
  let contentBytes = 0;
  let keep = true;
  for await (const chunk of source) {
    held = held.length === 0 ? asBuffer(chunk) : Buffer.concat([held, asBuffer(chunk)]);
    for (;;) {
      if (contentBytes > 0) {
        const part = held.subarray(0, contentBytes);
        contentBytes -= part.length;
        held = held.subarray(part.length);
        if (keep && part.length > 0) yield part;
        if (contentBytes > 0) break;
        continue;
      }
      if (held.length < BLOCK_BYTES) break;
      const block = held.subarray(0, BLOCK_BYTES);
      if (header === "entry" && block[156] === LONG_PATH) {
        const record = BLOCK_BYTES + padded(sizeOf(block));
        if (held.length < record) break;
        prefix = held.subarray(0, record);
        held = held.subarray(record);
        header = "long-path";
        continue;
      }
      const path = header === "long-path" ? pathOfRecord(prefix) : pathOf(block);
      keep = !hidden.has(path);
      if (keep) yield Buffer.concat([prefix, block]);
      contentBytes = padded(sizeOf(block));
      held = held.subarray(BLOCK_BYTES);
      prefix = Buffer.alloc(0);
      header = "entry";
    }
  }
  if (keep && held.length > 0) yield held;
}

/** The type of a header that is followed by a record for the next, ustar(5). */
const LONG_PATH = "x".charCodeAt(0);

function asBuffer(chunk: unknown): Buffer {
  if (!Buffer.isBuffer(chunk)) throw new TypeError("a tar is bytes");
  return chunk;
}

function padded(sizeBytes: number): number {
  return Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
}

function sizeOf(block: Buffer): number {
  return Number.parseInt(block.toString("latin1", 124, 135), 8) || 0;
}

function pathOf(block: Buffer): string {
  const name = block.subarray(0, 100);
  const end = name.indexOf(0);
  return name.toString("utf8", 0, end === -1 ? name.length : end);
}

/** `"<length> path=<path>\n"`, the only record that a bundle has. */
function pathOfRecord(header: Buffer): string {
  const record = header.toString("utf8", BLOCK_BYTES, BLOCK_BYTES + sizeOf(header));
  return record.slice(record.indexOf("=") + 1, -1);
}
