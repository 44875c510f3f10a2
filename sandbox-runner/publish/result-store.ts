import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { GradingResult } from "#core/grading/result.ts";
import { renderHtml } from "#core/report/html.ts";
import { renderMarkdown } from "#core/report/markdown.ts";
import { type GradingRef, resultKeys } from "#core/submission/keys.ts";
import { httpStatus, storageUnavailable } from "#runner/storage/storage-error.ts";

export interface ResultStore {
  readonly s3: S3Client;
  readonly bucket: string;
}

/**
 * The committed result of a grading, or undefined when it has none yet.
 * The runner needs `s3:ListBucket` for this: without it S3 answers 403 for a key that does not exist.
 */
export async function readCommitted(store: ResultStore, ref: GradingRef): Promise<GradingResult | undefined> {
  try {
    const found = await store.s3.send(
      new GetObjectCommand({ Bucket: store.bucket, Key: resultKeys.result(ref) }),
    );
    return GradingResult.parse(JSON.parse((await found.Body?.transformToString()) ?? ""));
  } catch (error) {
    if (httpStatus(error) === 404) return undefined;
    throw storageUnavailable("result.json could not be read", error);
  }
}

/** The commit. False when another run of this grading was first. */
export async function writeResult(
  store: ResultStore,
  ref: GradingRef,
  result: GradingResult,
): Promise<boolean> {
  try {
    await store.s3.send(
      new PutObjectCommand({
        Bucket: store.bucket,
        Key: resultKeys.result(ref),
        Body: JSON.stringify(result),
        ContentType: "application/json",
        CacheControl: "private, max-age=31536000, immutable",
        IfNoneMatch: "*",
      }),
    );
    return true;
  } catch (error) {
    if (httpStatus(error) === 412) return false;
    throw storageUnavailable("result.json could not be written", error);
  }
}

export async function writeReports(
  store: ResultStore,
  ref: GradingRef,
  result: GradingResult,
): Promise<void> {
  const markdown = renderMarkdown(result);
  const html = renderHtml(result);
  try {
    await Promise.all([
      put(resultKeys.reportMarkdown(ref), markdown, "text/markdown; charset=utf-8"),
      put(resultKeys.reportHtml(ref), html, "text/html; charset=utf-8"),
    ]);
  } catch (error) {
    throw storageUnavailable("the reports could not be written", error);
  }

  function put(key: string, body: string, contentType: string) {
    return store.s3.send(
      new PutObjectCommand({
        Bucket: store.bucket,
        Key: key,
        Body: body,
        ContentType: contentType,
        // Not immutable: a run that came second has written its own before it learns so.
        CacheControl: "private, no-cache",
      }),
    );
  }
}
