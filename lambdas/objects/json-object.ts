import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type * as z from "zod";
import { httpStatusOf } from "./http-status.ts";

/** Small documents of ours in S3, and the conditional writes that make S3 a database. */

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** `ifAbsent`: the first writer wins. `ifMatch`: only over the version that was read. */
export type WriteCondition = { readonly ifAbsent: true } | { readonly ifMatch: string };

export type ConditionalWrite =
  { readonly written: true; readonly etag: string } | { readonly written: false };

/** Far above any document of ours, so that a foreign object at our key cannot fill the memory. */
const DOCUMENT_BYTES = 16 * 1024 * 1024;
/** S3 answers 409 when another conditional write of the key is under way, and asks for another try. */
const CONFLICT_TRIES = 4;

/** Undefined when there is no such object. Throws when it is not what `schema` says. */
export async function readJson<Schema extends z.ZodType>(
  s3: S3Client,
  place: ObjectPlace,
  schema: Schema,
): Promise<{ readonly value: z.output<Schema>; readonly etag: string } | undefined> {
  try {
    const { Body, ContentLength, ETag } = await s3.send(
      new GetObjectCommand({ Bucket: place.bucket, Key: place.key }),
    );
    if (ContentLength !== undefined && ContentLength > DOCUMENT_BYTES) {
      throw new Error(`${place.key} is no document of ours: it has ${ContentLength} bytes`);
    }
    if (Body === undefined || ETag === undefined)
      throw new Error(`${place.key}: S3 answered without body or etag`);
    return { value: schema.parse(JSON.parse(await Body.transformToString("utf-8"))), etag: ETag };
  } catch (error) {
    if (httpStatusOf(error) === 404) return undefined;
    throw error;
  }
}

/** `written: false` means that the condition did not hold: somebody else was first. */
export async function writeJson(
  s3: S3Client,
  place: ObjectPlace,
  document: { readonly value: unknown; readonly condition: WriteCondition },
): Promise<ConditionalWrite> {
  const { condition } = document;
  const command = new PutObjectCommand({
    Bucket: place.bucket,
    Key: place.key,
    Body: `${JSON.stringify(document.value, null, 2)}\n`,
    ContentType: "application/json",
    ...("ifAbsent" in condition ? { IfNoneMatch: "*" } : { IfMatch: condition.ifMatch }),
  });
  for (let tries = 1; ; tries++) {
    try {
      const { ETag } = await s3.send(command);
      if (ETag === undefined) throw new Error(`${place.key}: S3 answered without etag`);
      return { written: true, etag: ETag };
    } catch (error) {
      const status = httpStatusOf(error);
      // 404 is the answer to If-Match when the object was deleted meanwhile.
      if (status === 412 || (status === 404 && "ifMatch" in condition)) return { written: false };
      if (status !== 409 || tries === CONFLICT_TRIES) throw error;
    }
  }
}
