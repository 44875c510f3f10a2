import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { UserError } from "#cli/errors.ts";
import type { AssignmentFolder } from "#cli/assignment/read-folder.ts";
import { type BundleEntry, bundlePath, bundleTar, bundleTarBytes } from "#core/assignment/bundle.ts";
import type { Bundle } from "#core/assignment/release.ts";
import { formatFinding } from "#core/assignment/finding.ts";
import { Sha256 } from "#core/submission/ids.ts";
import { type AssetSource, streamedAssets } from "#runner/prepare/asset-source.ts";
import { extractedAssets } from "#runner/prepare/extracted-assets.ts";
import { extractBundle, mountedBundleBytes } from "#runner/prepare/extracted-bundle.ts";
import { fileTarSource } from "#runner/prepare/file-tar-source.ts";

export interface FolderBundle {
  /** As publishing would name it. */
  readonly bundle: Bundle;
  readonly assets: AssetSource;
}

/**
 * Makes the very tar that publishing would make of the folder's assets, and keeps it in `directory`, as the bundle
 * cache of a runner does; null when the folder has none. The files there must stay as long as it is in use.
 */
export async function bundleFolder(
  folder: AssignmentFolder,
  directory: string,
): Promise<FolderBundle | null> {
  if (folder.assets.length === 0) return null;
  const entries = bundleEntries(folder);
  const tarBytes = bundleTarBytes(entries);
  const isMounted = tarBytes >= mountedBundleBytes;
  const path = join(directory, isMounted ? "bundle.files" : "bundle.tar");
  const digest = await store(bundleTar(entries), path, isMounted);
  const bundle = { digest, tarBytes, files: entries.length };
  const assets = isMounted
    ? await extractedAssets(path)
    : streamedAssets(fileTarSource(path, tarBytes, digest));
  return { bundle, assets };
}

async function store(tar: AsyncIterable<Uint8Array>, path: string, isMounted: boolean): Promise<Sha256> {
  const hash = createHash("sha256");
  async function* hashed() {
    for await (const chunk of tar) {
      hash.update(chunk);
      yield chunk;
    }
  }
  if (isMounted) {
    await mkdir(path, { mode: 0o700 });
    await extractBundle(hashed(), path);
  } else {
    await pipeline(hashed(), createWriteStream(path, { mode: 0o600 }));
  }
  return Sha256.parse(hash.digest("hex"));
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
