import { HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { GradeJob } from "#core/job/grade-job.ts";
import { type Locale, toLocale } from "#core/locales/locale.ts";
import type { S3ObjectCreated } from "#lambdas/events/s3-object-created.ts";
import { httpStatusOf } from "#lambdas/objects/http-status.ts";

/** One uploaded object version, and what its uploader said of it in the object's metadata. */
export interface Upload {
  readonly object: GradeJob["upload"];
  /** By S3's clock, which no student can turn. */
  readonly submittedAt: Date;
  readonly language: string | undefined;
  readonly locale: Locale;
  readonly correlationId: string;
}

const LANGUAGE_CHARACTERS = 32;
const CORRELATION_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** Undefined when the object was deleted before we came to it. */
export async function inspectUpload(s3: S3Client, event: S3ObjectCreated): Promise<Upload | undefined> {
  const { bucket, object } = event.detail;
  try {
    const head = await s3.send(
      new HeadObjectCommand({
        Bucket: bucket.name,
        Key: object.key,
        ...(object["version-id"] === undefined ? {} : { VersionId: object["version-id"] }),
      }),
    );
    const { ETag, ContentLength, LastModified, Metadata } = head;
    if (ETag === undefined || ContentLength === undefined || LastModified === undefined) {
      throw new Error(`${object.key}: S3 answered without etag, size or date`);
    }
    // "null" is S3's own name for the version of an object that was put before versioning was on.
    const versionId = object["version-id"] ?? head.VersionId ?? "null";
    const correlationId = Metadata?.["correlation-id"] ?? "";
    return {
      object: { bucket: bucket.name, key: object.key, versionId, etag: ETag, sizeBytes: ContentLength },
      submittedAt: LastModified,
      language: Metadata?.["language"]?.slice(0, LANGUAGE_CHARACTERS),
      locale: toLocale(Metadata?.["locale"]),
      correlationId: CORRELATION_ID.test(correlationId) ? correlationId : event.id.slice(0, 128),
    };
  } catch (error) {
    if (httpStatusOf(error) === 404) return undefined;
    throw error;
  }
}
