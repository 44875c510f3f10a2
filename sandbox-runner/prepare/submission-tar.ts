import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import type { SubmissionFile } from "#core/submission/file.ts";
import type { TarSource } from "#runner/sandbox/sandbox.ts";
import { bufferTarSource } from "./buffer-tar-source.ts";

/**
 * A submission's files as the tar that goes into the sandbox, in memory. Everything in it belongs to
 * `sandboxUid` as user and group, because the student's programs may change it. The same files give the same bytes.
 */
export async function submissionTar(
  files: readonly SubmissionFile[],
  sandboxUid: number,
): Promise<TarSource> {
  const tar = pack();
  const owned = { uid: sandboxUid, gid: sandboxUid, mtime: new Date(0) };
  for (const folder of foldersOf(files)) {
    tar.entry({ ...owned, name: `${folder}/`, type: "directory", mode: 0o755 });
  }
  for (const { path, content, executable } of files) {
    const mode = executable ? 0o755 : 0o644;
    tar.entry(
      { ...owned, name: path, type: "file", mode },
      Buffer.from(content.buffer, content.byteOffset, content.byteLength),
    );
  }
  tar.finalize();
  return bufferTarSource(await buffer(tar));
}

/** Every folder above a file, parents before their children. */
function foldersOf(files: readonly SubmissionFile[]): string[] {
  const folders = new Set<string>();
  for (const { path } of files) {
    for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
      folders.add(path.slice(0, slash));
    }
  }
  return [...folders].sort();
}
