import type { S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import { CurrentRelease, Release } from "#core/assignment/release.ts";
import { type AssignmentRef, releaseKeys } from "#core/submission/keys.ts";
import { readJson, type WriteCondition } from "#lambdas/objects/json-object.ts";

/**
 * What was there when a publication began. It writes over these very versions or not at all,
 * so that a slow publication of an older definition cannot undo a faster one of a newer.
 */
export interface CurrentState {
  readonly release: Release | undefined;
  readonly overCurrent: WriteCondition;
  readonly overValidation: WriteCondition;
}

export async function readCurrentState(
  s3: S3Client,
  releasesBucket: string,
  ref: AssignmentRef,
): Promise<CurrentState> {
  const at = (key: string) => ({ bucket: releasesBucket, key });
  const [current, validation] = await Promise.all([
    readJson(s3, at(releaseKeys.current(ref)), CurrentRelease),
    readJson(s3, at(releaseKeys.validation(ref)), z.unknown()),
  ]);
  const release =
    current === undefined
      ? undefined
      : await readJson(s3, at(releaseKeys.release(ref, current.value.releaseId)), Release);
  return {
    release: release?.value,
    overCurrent: writeOver(current),
    overValidation: writeOver(validation),
  };
}

function writeOver(read: { readonly etag: string } | undefined): WriteCondition {
  return read === undefined ? { ifAbsent: true } : { ifMatch: read.etag };
}
