import type { S3Client } from "@aws-sdk/client-s3";
import type { AssayError } from "#core/errors.ts";
import { explainError } from "#core/grading/explain-error.ts";
import type { RejectedResult } from "#core/grading/result.ts";
import { resultKeys, type SubmissionRef } from "#core/submission/keys.ts";
import { writeJson } from "#lambdas/objects/json-object.ts";
import type { Upload } from "./inspect-upload.ts";

export interface Rejection {
  readonly ref: SubmissionRef;
  readonly upload: Upload;
  readonly error: AssayError;
}

/** Writes the terminal result of an upload that was turned away; returns its key. */
export async function writeRejection(
  deps: { readonly s3: S3Client; readonly resultsBucket: string; readonly now: () => Date },
  { ref, upload, error }: Rejection,
): Promise<string> {
  const result: RejectedResult = {
    schema: 1,
    ...ref,
    outcome: "rejected",
    error: explainError(error, upload.locale),
    correlationId: upload.correlationId,
    locale: upload.locale,
    submittedAt: upload.submittedAt.toISOString(),
    finishedAt: deps.now().toISOString(),
    setup: [],
  };
  const key = resultKeys.rejection(ref);
  await writeJson(
    deps.s3,
    { bucket: deps.resultsBucket, key },
    { value: result, condition: { ifAbsent: true } },
  );
  return key;
}
