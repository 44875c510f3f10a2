import type { S3Client } from "@aws-sdk/client-s3";
import type { ValidationReport } from "#core/assignment/validation.ts";
import { type AssignmentRef, releaseKeys } from "#core/submission/keys.ts";
import { type WriteCondition, writeJson } from "#lambdas/objects/json-object.ts";

export interface Judgement {
  readonly report: Omit<ValidationReport, "schema" | "checkedAt">;
  readonly over: WriteCondition;
}

/** Writes what the instructor reads, last of all; false when another publication was faster. */
export async function writeValidation(
  deps: { readonly s3: S3Client; readonly releasesBucket: string; readonly now: () => Date },
  ref: AssignmentRef,
  { report, over }: Judgement,
): Promise<boolean> {
  const value: ValidationReport = { schema: 1, ...report, checkedAt: deps.now().toISOString() };
  const place = { bucket: deps.releasesBucket, key: releaseKeys.validation(ref) };
  const { written } = await writeJson(deps.s3, place, { value, condition: over });
  return written;
}
