import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type * as z from "zod";
import { PlatformError } from "#cli/errors.ts";
import { isAbsent } from "./is-absent.ts";

/** A document of the pipeline; undefined when there is none. */
export async function readDocument<Schema extends z.ZodType>(
  s3: S3Client,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  const text = await readText(s3, bucket, key);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new PlatformError(`${key} is not what this version of assay can read: update it`, { cause: error });
  }
}

async function readText(s3: S3Client, bucket: string, key: string): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return await Body?.transformToString();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
