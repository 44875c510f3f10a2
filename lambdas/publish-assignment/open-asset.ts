import { Readable } from "node:stream";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { httpStatusOf } from "#lambdas/objects/http-status.ts";
import type { ResolvedAsset } from "./resolve-assets.ts";

/** An asset that can be looked up but not read: its key is denied to us, or it lies in an archive. */
export class AssetUnreadable extends Error {
  override readonly name = "AssetUnreadable";
  readonly asset: ResolvedAsset;

  constructor(asset: ResolvedAsset, options: ErrorOptions) {
    super(`${asset.key} cannot be read`, options);
    this.asset = asset;
  }
}

/** Streams the pinned version of an asset. */
export async function* openAsset(
  s3: S3Client,
  bucket: string,
  asset: ResolvedAsset,
): AsyncGenerator<Uint8Array> {
  const { Body } = await s3
    .send(new GetObjectCommand({ Bucket: bucket, Key: asset.key, VersionId: asset.versionId }))
    .catch((error: unknown) => {
      throw httpStatusOf(error) === 403 ? new AssetUnreadable(asset, { cause: error }) : error;
    });
  if (!(Body instanceof Readable)) throw new Error(`${asset.key}: S3 answered without a body`);
  for await (const chunk of Body) {
    if (!(chunk instanceof Uint8Array))
      throw new Error(`${asset.key}: S3 answered with something else than bytes`);
    yield chunk;
  }
}
