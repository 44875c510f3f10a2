import { randomBytes } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import { bufferTarSource } from "#runner/prepare/buffer-tar-source.ts";
import type { TarSource } from "#runner/sandbox/sandbox.ts";

export const KiB = 1024;
export const MiB = 1024 * KiB;

/** What is injected, in the order in which it is shown; each is one file but the last. */
export const payloads = [
  { what: "inject 1 KiB", files: 1, fileBytes: KiB },
  { what: "inject 100 KiB", files: 1, fileBytes: 100 * KiB },
  { what: "inject 1 MiB", files: 1, fileBytes: MiB },
  { what: "inject 10 MiB", files: 1, fileBytes: 10 * MiB },
  { what: "inject 100 MiB", files: 1, fileBytes: 100 * MiB },
  { what: "inject 1000 x 4 KiB", files: 1000, fileBytes: 4 * KiB },
] as const;

export type Payload = (typeof payloads)[number];

/** Random bytes as a tar of files that belong to root, as assets do. */
export async function tarOf({ files, fileBytes }: Payload): Promise<TarSource> {
  const archive = pack();
  for (let at = 0; at < files; at++) {
    const header = { name: `${fileBytes}/${at}.bin`, mode: 0o444, uid: 0, gid: 0, mtime: new Date(0) };
    archive.entry(header, randomBytes(fileBytes));
  }
  archive.finalize();
  return bufferTarSource(await buffer(archive));
}
