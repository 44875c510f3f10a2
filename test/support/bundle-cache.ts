import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BundleCache, type BundleCacheOptions, openBundleCache } from "#runner/prepare/bundle-cache.ts";

/** A cache that keeps everything on disk and nothing in memory, unless told otherwise. */
export function cacheIn(
  dir: string,
  options: Partial<BundleCacheOptions> & Pick<BundleCacheOptions, "fetch">,
): Promise<BundleCache> {
  return openBundleCache({
    dir,
    maxDiskBytes: 10 * 1024 * 1024,
    maxMemoryBytes: 1024 * 1024,
    memoryFileBytes: 0,
    extractedBytes: Number.POSITIVE_INFINITY,
    ...options,
  });
}

export function temporaryDir(): { readonly path: string } & AsyncDisposable {
  const path = mkdtempSync(join(tmpdir(), "assay-bundles-"));
  return { path, [Symbol.asyncDispose]: async () => rmSync(path, { recursive: true, force: true }) };
}

/** Of all files in a folder, finished or not; one that goes in the meantime counts nothing. */
export function diskBytes(dir: string): number {
  const sizes = readdirSync(dir).map(
    (name) => statSync(join(dir, name), { throwIfNoEntry: false })?.size ?? 0,
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
