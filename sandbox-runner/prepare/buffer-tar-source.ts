import { Readable } from "node:stream";
import { sha256Hex } from "#core/submission/ids.ts";
import type { TarSource } from "#runner/sandbox/sandbox.ts";

const CHUNK_BYTES = 256 * 1024;

/** A tar in memory. Its readers get views of `content` and must not change them. */
export function bufferTarSource(content: Buffer, sha256: string = sha256Hex(content)): TarSource {
  return {
    sizeBytes: content.length,
    sha256,
    open: () => Readable.from(chunks(content), { objectMode: false }),
  };
}

function* chunks(content: Buffer): Generator<Buffer> {
  for (let offset = 0; offset < content.length; offset += CHUNK_BYTES) {
    yield content.subarray(offset, offset + CHUNK_BYTES);
  }
}
