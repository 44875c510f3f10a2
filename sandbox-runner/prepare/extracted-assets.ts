import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pack, type Pack } from "tar-stream";
import { mountedAssets } from "#runner/sandbox/mounted-assets.ts";
import { sandboxUser } from "#runner/sandbox/sandbox-user.ts";
import type { MountedFile } from "#runner/sandbox/sandbox.ts";
import type { AssetSource } from "./asset-source.ts";
import { type Entry, readBytes, readEntries } from "./extracted-bundle.ts";

/** A smaller file is streamed also then: opening one through a mount costs more than copying it. */
const mountedFileBytes = 64 * 1024;

/** What sandboxes get of a bundle that was taken apart in `directory`. The files must stay until no sandbox has them. */
export async function extractedAssets(directory: string): Promise<AssetSource> {
  const entries = (await readEntries(directory)).map((entry, at) => ({ ...entry, name: String(at) }));
  return await assetsOf(directory, entries);
}

type Named = Entry & Pick<MountedFile, "name">;

async function assetsOf(directory: string, entries: readonly Named[]): Promise<AssetSource> {
  const openTar = () => handedTar(directory, entries);
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const chunk of openTar()) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return {
    tar: { sizeBytes, sha256: hash.digest("hex"), open: openTar },
    mounted: entries.filter(isMounted).map(({ name }) => ({ name, file: join(directory, name) })),
    without: (hidden) =>
      assetsOf(
        directory,
        entries.filter(({ path }) => !hidden.has(path)),
      ),
  };
}

function isMounted({ readOnly, sizeBytes }: Entry): boolean {
  return readOnly && sizeBytes >= mountedFileBytes;
}

function handedTar(directory: string, entries: readonly Named[]): Readable {
  const tar = pack();
  fill(tar, directory, entries).catch((error: unknown) =>
    tar.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return Readable.from(tar, { objectMode: false });
}

async function fill(tar: Pack, directory: string, entries: readonly Named[]): Promise<void> {
  for (const entry of entries) {
    const header = { name: entry.path, mtime: new Date(0) };
    if (isMounted(entry)) {
      tar.entry({ ...header, type: "symlink", linkname: `${mountedAssets}/${entry.name}`, mode: 0o777 });
    } else {
      const owner = entry.readOnly ? 0 : sandboxUser.uid;
      const mode = entry.readOnly ? 0o444 : 0o664;
      const sink = tar.entry({ ...header, size: entry.sizeBytes, mode, uid: owner, gid: owner });
      await pipeline(createReadStream(join(directory, entry.name), { highWaterMark: readBytes }), sink);
    }
  }
  tar.finalize();
}
