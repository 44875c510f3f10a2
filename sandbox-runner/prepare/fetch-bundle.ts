import type { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { AssayError } from "#core/errors.ts";
import type { Sha256 } from "#core/submission/ids.ts";
import { releaseKeys } from "#core/submission/keys.ts";
import { openObject } from "./read-object.ts";

/** Opens a bundle as it is stored: a tar, compressed with zstd. */
export type FetchBundle = (digest: Sha256, signal: AbortSignal) => Promise<Readable>;

/** Rejects with `bundle_missing` or `storage_unavailable`. */
export function s3BundleFetcher(s3: S3Client, bucket: string): FetchBundle {
  return async (digest, signal) => {
    const object = await openObject(s3, { bucket, key: releaseKeys.bundle(digest) }, signal);
    if (object === null) throw new AssayError("bundle_missing", { digest });
    return object.body;
  };
}
