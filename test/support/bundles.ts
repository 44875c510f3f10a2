import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { zstdCompressSync } from "node:zlib";
import type { Bundle } from "#core/assignment/release.ts";
import { AssayError } from "#core/errors.ts";
import { Sha256, sha256Hex } from "#core/submission/ids.ts";
import type { FetchBundle } from "#runner/prepare/fetch-bundle.ts";

/** A bundle of so many bytes, none of which compress, and those bytes. */
export interface MadeBundle {
  readonly bundle: Bundle;
  readonly tar: Buffer;
}

export function makeBundle(tarBytes: number): MadeBundle {
  const tar = randomBytes(tarBytes);
  return { tar, bundle: { digest: Sha256.parse(sha256Hex(tar)), tarBytes, files: 1 } };
}

/** Storage that holds these bundles, and counts how often each is fetched. */
export function bundleStorage(bundles: readonly MadeBundle[]) {
  const stored = new Map(bundles.map(({ bundle, tar }) => [bundle.digest, zstdCompressSync(tar)]));
  const fetched: string[] = [];
  const fetch: FetchBundle = async (digest) => {
    fetched.push(digest);
    return Readable.from([stored.get(digest) ?? Buffer.alloc(0)]);
  };
  return { stored, fetched, fetch };
}

export const missingBundle: FetchBundle = async (digest) => {
  throw new AssayError("bundle_missing", { digest });
};
