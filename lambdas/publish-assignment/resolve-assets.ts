import { HeadObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { assetKeys } from "#core/assignment/asset-lookup.ts";
import type { Asset } from "#core/assignment/assignment.ts";
import { assignmentLimits } from "#core/limits.ts";
import type { AssignmentRef } from "#core/submission/keys.ts";
import { httpStatusOf } from "#lambdas/objects/http-status.ts";

/** An asset with the very object version it stands for. */
export interface ResolvedAsset extends Asset {
  readonly key: string;
  readonly versionId: string;
  readonly sizeBytes: number;
}

/** Why assets cannot be used. */
export interface AssetProblem {
  /** The asset's place in the assignment; undefined when it is about all of them. */
  readonly index: number | undefined;
  readonly code:
    "asset_missing" | "asset_is_folder" | "asset_denied" | "asset_too_large" | "assets_too_large";
  readonly message: string;
}

export interface AssetResolution {
  /** In the order of the assignment, without those that have a problem. */
  readonly assets: readonly ResolvedAsset[];
  readonly problems: readonly AssetProblem[];
}

/** HeadObject calls under way at once. */
const PARALLEL_LOOKUPS = 16;

/** Looks every asset up, in the assignment's own `assets/` and then in the course's shared ones, and pins its version. */
export async function resolveAssets(
  s3: S3Client,
  bucket: string,
  wanted: { readonly ref: AssignmentRef; readonly assets: readonly Asset[] },
): Promise<AssetResolution> {
  const found: (ResolvedAsset | AssetProblem)[] = [];
  for (let start = 0; start < wanted.assets.length; start += PARALLEL_LOOKUPS) {
    const slice = wanted.assets.slice(start, start + PARALLEL_LOOKUPS);
    const lookups = slice.map((asset, offset) =>
      resolveAsset(s3, bucket, { ref: wanted.ref, asset, index: start + offset }),
    );
    found.push(...(await Promise.all(lookups)));
  }
  const assets = found.filter((item) => "key" in item);
  const problems = found.filter((item) => "code" in item);
  return { assets, problems: [...problems, ...problemOfTotal(assets)] };
}

interface WantedAsset {
  readonly ref: AssignmentRef;
  readonly asset: Asset;
  readonly index: number;
}

async function resolveAsset(
  s3: S3Client,
  bucket: string,
  { ref, asset, index }: WantedAsset,
): Promise<ResolvedAsset | AssetProblem> {
  const keys = assetKeys(ref, asset.source);
  for (const key of keys) {
    const head = await lookUp(s3, bucket, key);
    if (head === "missing") continue;
    if (head === "denied") {
      return {
        index,
        code: "asset_denied",
        message: `reading ${key} is denied: check the object's encryption key and the bucket's policy`,
      };
    }
    if (head.sizeBytes > assignmentLimits.assetBytes) {
      return {
        index,
        code: "asset_too_large",
        message: `${key} has ${head.sizeBytes} bytes, at most ${assignmentLimits.assetBytes} are allowed`,
      };
    }
    return { ...asset, key, ...head };
  }
  return { index, ...(await explainMissing(s3, bucket, keys)) };
}

async function lookUp(
  s3: S3Client,
  bucket: string,
  key: string,
): Promise<"missing" | "denied" | { readonly versionId: string; readonly sizeBytes: number }> {
  try {
    const { VersionId, ContentLength } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    if (ContentLength === undefined) throw new Error(`${key}: S3 answered without a size`);
    return { versionId: VersionId ?? "null", sizeBytes: ContentLength };
  } catch (error) {
    const status = httpStatusOf(error);
    if (status === 404) return "missing";
    if (status === 403) return "denied";
    throw error;
  }
}

/** S3 has no folders, but people see them: a source that is one deserves a better word than "missing". */
async function explainMissing(
  s3: S3Client,
  bucket: string,
  keys: readonly string[],
): Promise<Pick<AssetProblem, "code" | "message">> {
  for (const key of keys) {
    const { Contents } = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: `${key}/`, MaxKeys: 1 }),
    );
    if (Contents?.[0]?.Key !== undefined) {
      const message = `${key} is a folder: name each file in it as an asset of its own, e.g. ${Contents[0].Key}`;
      return { code: "asset_is_folder", message };
    }
  }
  return {
    code: "asset_missing",
    message: `there is no object ${keys.join(" and none ")}: upload it, or correct the source`,
  };
}

function problemOfTotal(assets: readonly ResolvedAsset[]): AssetProblem[] {
  const totalBytes = assets.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
  if (totalBytes <= assignmentLimits.bundleBytes) return [];
  const message = `all assets together have ${totalBytes} bytes, at most ${assignmentLimits.bundleBytes} are allowed`;
  return [{ index: undefined, code: "assets_too_large", message }];
}
