import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { GradingResult } from "#core/grading/result.ts";
import { renderHtml } from "#core/report/html.ts";
import { renderMarkdown } from "#core/report/markdown.ts";
import { type GradingRef, resultKeys } from "#core/submission/keys.ts";

/** Writes what people read of a result, over what a runner may have left there before it died. */
export async function writeReports(
  deps: { readonly s3: S3Client; readonly resultsBucket: string },
  ref: GradingRef,
  result: GradingResult,
): Promise<void> {
  const put = (key: string, contentType: string, body: string) =>
    deps.s3.send(
      new PutObjectCommand({ Bucket: deps.resultsBucket, Key: key, ContentType: contentType, Body: body }),
    );
  await Promise.all([
    put(resultKeys.reportMarkdown(ref), "text/markdown; charset=utf-8", renderMarkdown(result)),
    put(resultKeys.reportHtml(ref), "text/html; charset=utf-8", renderHtml(result)),
  ]);
}
