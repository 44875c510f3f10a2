import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { UserError } from "#cli/errors.ts";
import type { AssignmentFolder } from "#cli/assignment/read-folder.ts";
import { type BundleEntry, bundlePath, bundleTar, bundleTarBytes } from "#core/assignment/bundle.ts";
import type { Bundle } from "#core/assignment/release.ts";
import { formatFinding } from "#core/assignment/finding.ts";
import { Sha256 } from "#core/submission/ids.ts";

/** Writes the very tar that publishing would make of the folder's assets; null when it has none. */
export async function bundleFolder(folder: AssignmentFolder, file: string): Promise<Bundle | null> {
  if (folder.assets.length === 0) return null;
  const entries = bundleEntries(folder);
  const hash = createHash("sha256");
  await pipeline(
    bundleTar(entries),
    async function* (tar: AsyncIterable<Uint8Array>) {
      for await (const chunk of tar) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(file, { mode: 0o600 }),
  );
  return {
    digest: Sha256.parse(hash.digest("hex")),
    tarBytes: bundleTarBytes(entries),
    files: entries.length,
  };
}

function bundleEntries(folder: AssignmentFolder): readonly BundleEntry[] {
  const missing = folder.assets.filter(({ sizeBytes }) => sizeBytes === undefined);
  if (missing.length > 0) {
    throw new UserError(missing.map((asset) => formatFinding(asset.missing)).join("\n"));
  }
  return folder.assets.map(({ asset, file, sizeBytes = 0 }) => ({
    path: bundlePath(asset),
    sizeBytes,
    readOnly: asset.readOnly,
    open: () => createReadStream(file),
  }));
}
