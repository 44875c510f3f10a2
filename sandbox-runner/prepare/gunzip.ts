import { createGunzip } from "node:zlib";
import { AssayError } from "#core/errors.ts";
import { type SubmissionLimits, unpackedBytesAllowed } from "#core/submission/archive-budget.ts";
import { printable } from "#core/submission/printable.ts";
import type { Archive } from "./archive-format.ts";
import { corruptArchive } from "./corrupt-archive.ts";

/** A tar's header, its padding, and a long name's own header and block, for each entry. */
const TAR_OVERHEAD_BYTES = 4 * 512;

/**
 * The content of a gzip file that holds a tar, all its members one after another (RFC 1952, 2.2).
 * Inflating stops with the first byte over the limit. Zeros may follow the last member, as padding;
 * anything else is an error, because one of two programs would read it.
 *
 * Throws `archive_too_large` and `archive_corrupt`.
 */
export async function gunzip(archive: Archive, limits: SubmissionLimits): Promise<Buffer> {
  const { content } = archive;
  const limit = unpackedBytesAllowed(content.length, limits) + limits.entries * TAR_OVERHEAD_BYTES;
  const inflater = createGunzip({ chunkSize: 64 * 1024 });
  inflater.end(content);
  const chunks: Buffer[] = [];
  let found = 0;
  try {
    for await (const chunk of chunksOf(inflater)) {
      found += chunk.length;
      if (found > limit)
        throw new AssayError("archive_too_large", {
          path: printable(archive.name),
          limitBytes: limit,
          sizeBytes: found,
        });
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof AssayError
      ? error
      : corruptArchive(archive.name, "it is cut off or damaged", error);
  }
  // What zlib took in: it stops at the zeros after the last member.
  const rest = content.subarray(inflater.bytesWritten);
  if (rest.some((byte) => byte !== 0))
    throw corruptArchive(archive.name, "data follows the end of the archive");
  return Buffer.concat(chunks, found);
}

/** A stream iterates over `any`; an inflater yields Buffers. */
async function* chunksOf(stream: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const chunk of stream) if (Buffer.isBuffer(chunk)) yield chunk;
}
