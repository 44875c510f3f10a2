import type { S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import { Release } from "#core/assignment/release.ts";
import { AssayError } from "#core/errors.ts";
import type { ReleaseId } from "#core/submission/ids.ts";
import { type AssignmentRef, releaseKeys } from "#core/submission/keys.ts";
import { openObject, readCapped } from "./read-object.ts";

export type FetchRelease = (
  ref: AssignmentRef,
  releaseId: ReleaseId,
  signal: AbortSignal,
) => Promise<Release>;

/** Far above what the limits of an assignment allow a release to hold. */
const RELEASE_BYTES = 8 * 1024 * 1024;
const KEPT_RELEASES = 32;

/**
 * Reads releases, and keeps the last few that were asked for: they never change.
 * Rejects with `release_unusable` for one that is not there or cannot be read, and `storage_unavailable`.
 */
export function releaseFetcher(s3: S3Client, bucket: string): FetchRelease {
  const kept = new Map<string, Release>();
  return async (ref, releaseId, signal) => {
    const key = releaseKeys.release(ref, releaseId);
    const release = kept.get(key) ?? (await fetchRelease(s3, { bucket, key, releaseId }, signal));
    kept.delete(key);
    kept.set(key, release);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_RELEASES && oldest !== undefined) kept.delete(oldest);
    return release;
  };
}

async function fetchRelease(
  s3: S3Client,
  wanted: { readonly bucket: string; readonly key: string; readonly releaseId: ReleaseId },
  signal: AbortSignal,
): Promise<Release> {
  const unusable = (detail: string, cause?: unknown) =>
    new AssayError("release_unusable", { path: wanted.key, detail }, { cause });
  const object = await openObject(s3, wanted, signal);
  if (object === null) throw unusable("the release does not exist");
  const read = await readCapped(object, RELEASE_BYTES, signal);
  if ("overBytes" in read) throw unusable(`the release has more than ${RELEASE_BYTES} bytes`);
  const parsed = Release.safeParse(parseJson(read.content.toString()));
  if (!parsed.success) throw unusable(z.prettifyError(parsed.error).slice(0, 500), parsed.error);
  if (parsed.data.releaseId !== wanted.releaseId) {
    throw unusable(`the release calls itself ${parsed.data.releaseId}`);
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
