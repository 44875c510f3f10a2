import { addAbortSignal, Readable } from "node:stream";
import { GetObjectCommand, type S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { httpStatus, storageUnavailable } from "#runner/storage/storage-error.ts";

export interface ObjectLocation {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

export interface OpenObject {
  readonly body: Readable;
  /** Without quotes. */
  readonly etag: string;
}

/**
 * Opens an object for reading; null when it, or that version of it, is not there.
 * Throws `storage_unavailable` when S3 does not say, and the signal's reason when it is aborted,
 * which also ends the body.
 */
export async function openObject(
  s3: S3Client,
  { bucket, key, versionId }: ObjectLocation,
  signal: AbortSignal,
): Promise<OpenObject | null> {
  const version = versionId === undefined ? {} : { VersionId: versionId };
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, ...version });
  try {
    const { Body: body, ETag: etag = "" } = await s3.send(command, { abortSignal: signal });
    if (!(body instanceof Readable)) throw new Error("the response has no body");
    return { body: addAbortSignal(signal, body), etag: etag.replaceAll('"', "") };
  } catch (error) {
    signal.throwIfAborted();
    if (isMissing(error)) return null;
    throw storageUnavailable(`${key} could not be opened`, error);
  }
}

/** The whole of an object, or how much of it came before it passed `capBytes`: no length it claims is believed. */
export async function readCapped(
  { body }: OpenObject,
  capBytes: number,
  signal: AbortSignal,
): Promise<{ readonly content: Buffer } | { readonly overBytes: number }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError("the body is not binary");
      bytes += chunk.length;
      if (bytes > capBytes) return { overBytes: bytes };
      chunks.push(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw storageUnavailable("the object broke off while it was read", error);
  }
  return { content: Buffer.concat(chunks, bytes) };
}

/** 405 is a delete marker that was asked for by its version. A bucket that is missing is a fault of the platform. */
function isMissing(error: unknown): boolean {
  if (error instanceof S3ServiceException && error.name === "NoSuchBucket") return false;
  const status = httpStatus(error);
  return status === 404 || status === 405;
}
