import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { createGzip } from "node:zlib";
import { pack } from "tar-stream";
import { collectFiles } from "./collect-files.ts";

/** A folder as one `.tar.gz`, the same bytes for the same files: sorted, without times, users or umasks. */
export async function packFolder(folder: string): Promise<Buffer> {
  const files = await collectFiles(folder);
  const archive = pack();
  const packed = buffer(archive.pipe(createGzip()));
  for (const file of files) {
    archive.entry(
      { name: file.path, mode: file.executable ? 0o755 : 0o644, mtime: new Date(0), uid: 0, gid: 0 },
      await readFile(file.file),
    );
  }
  archive.finalize();
  return packed;
}
