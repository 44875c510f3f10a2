import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdCompress } from "node:zlib";
import { HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { type BundleEntry, bundleTar } from "#core/assignment/bundle.ts";
import type { Bundle } from "#core/assignment/release.ts";
import { releaseKeys } from "#core/submission/keys.ts";
import { httpStatusOf } from "#lambdas/objects/http-status.ts";

/** Together they bound what an upload holds in memory: 4 × 8 MiB; 10,000 parts are more than any bundle needs. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_UNDER_WAY = 4;

export async function isBundleStored(s3: S3Client, releasesBucket: string, bundle: Bundle): Promise<boolean> {
  try {
    await s3.send(new HeadObjectCommand({ Bucket: releasesBucket, Key: releaseKeys.bundle(bundle.digest) }));
    return true;
  } catch (error) {
    if (httpStatusOf(error) === 404) return false;
    throw error;
  }
}

/**
 * Streams the bundle into its content-addressed place.
 * The digest is computed again on the way, and a wrong one ends the upload before it is completed:
 * what is once stored under a digest is never written again.
 */
export async function storeBundle(
  s3: S3Client,
  releasesBucket: string,
  { bundle, entries }: { readonly bundle: Bundle; readonly entries: readonly BundleEntry[] },
): Promise<void> {
  const compress = createZstdCompress();
  const upload = new Upload({
    client: s3,
    partSize: PART_BYTES,
    queueSize: PARTS_UNDER_WAY,
    params: {
      Bucket: releasesBucket,
      Key: releaseKeys.bundle(bundle.digest),
      Body: compress,
      ContentType: "application/zstd",
      IfNoneMatch: "*",
    },
  });
  const feeding = pipeline(Readable.from(verified(bundleTar(entries), bundle)), compress);
  try {
    await Promise.all([feeding, upload.done()]);
  } catch (error) {
    // Nobody reads it any more: without this the feeding would wait for ever.
    compress.destroy();
    await feeding.catch(() => {});
    // Another publication of the same content was faster.
    if (httpStatusOf(error) !== 412) throw error;
  }
}

async function* verified(tar: AsyncIterable<Uint8Array>, expected: Bundle): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  for await (const chunk of tar) {
    hash.update(chunk);
    yield chunk;
  }
  const digest = hash.digest("hex");
  if (digest !== expected.digest) {
    throw new Error(`the bundle changed between two readings: ${expected.digest} became ${digest}`);
  }
}
