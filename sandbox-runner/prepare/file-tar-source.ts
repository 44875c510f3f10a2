import { createReadStream } from "node:fs";
import type { TarSource } from "#runner/sandbox/sandbox.ts";

/** A tar on disk, of known size and digest; it must stay as it is while it is in use. */
export function fileTarSource(path: string, sizeBytes: number, sha256: string): TarSource {
  return { sizeBytes, sha256, open: () => createReadStream(path, { highWaterMark: 256 * 1024 }) };
}
