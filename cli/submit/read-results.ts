import { GetObjectCommand, NoSuchKey } from "@aws-sdk/client-s3";
import type * as z from "zod";
import type { Connection } from "#cli/connection.ts";
import { PlatformError } from "#cli/errors.ts";
import { Release } from "#core/assignment/release.ts";
import { GradingResult } from "#core/grading/result.ts";
import { releaseKeys, resultKeys, type SubmissionRef } from "#core/submission/keys.ts";
import { SubmissionStatus } from "#core/submission/status.ts";

/** Undefined until the pipeline has seen the upload. */
export async function readStatus(
  connection: Connection,
  ref: SubmissionRef,
): Promise<SubmissionStatus | undefined> {
  const place = { bucket: connection.deployment.ResultsBucket, key: resultKeys.status(ref) };
  const text = await readText(connection, place);
  return text === undefined ? undefined : parse(SubmissionStatus, text, resultKeys.status(ref));
}

export async function readResult(connection: Connection, key: string): Promise<GradingResult> {
  const text = await readText(connection, { bucket: connection.deployment.ResultsBucket, key });
  if (text === undefined) throw new PlatformError(`the status names the result ${key}, which does not exist`);
  return parse(GradingResult, text, key);
}

/** What a result was graded by; undefined when it came to no release. */
export async function readRelease(
  connection: Connection,
  { course, assignment, releaseId }: GradingResult,
): Promise<Release | undefined> {
  if (releaseId === undefined) return undefined;
  const key = releaseKeys.release({ course, assignment }, releaseId);
  const text = await readText(connection, { bucket: connection.deployment.ReleasesBucket, key });
  if (text === undefined)
    throw new PlatformError(`the result names the release ${key}, which does not exist`);
  return parse(Release, text, key);
}

async function readText(
  { s3 }: Connection,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return await Body?.transformToString();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, text: string, key: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new PlatformError(`${key} is not what this version of assay can read: update it`, { cause: error });
  }
}
