import { GetObjectCommand, NoSuchKey } from "@aws-sdk/client-s3";
import type * as z from "zod";
import type { Connection } from "#cli/connection.ts";
import { PlatformError } from "#cli/errors.ts";
import { GradingResult } from "#core/grading/result.ts";
import { resultKeys, type SubmissionRef } from "#core/submission/keys.ts";
import { SubmissionStatus } from "#core/submission/status.ts";

/** Undefined until the pipeline has seen the upload. */
export async function readStatus(
  connection: Connection,
  ref: SubmissionRef,
): Promise<SubmissionStatus | undefined> {
  const text = await readText(connection, resultKeys.status(ref));
  return text === undefined ? undefined : parse(SubmissionStatus, text, resultKeys.status(ref));
}

export async function readResult(connection: Connection, key: string): Promise<GradingResult> {
  const text = await readText(connection, key);
  if (text === undefined) throw new PlatformError(`the status names the result ${key}, which does not exist`);
  return parse(GradingResult, text, key);
}

async function readText({ s3, deployment }: Connection, key: string): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: deployment.ResultsBucket, Key: key }));
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
