import type { S3Client } from "@aws-sdk/client-s3";
import { AssayError } from "#core/errors.ts";
import { explainError } from "#core/grading/explain-error.ts";
import { submissionId } from "#core/submission/ids.ts";
import { resultKeys } from "#core/submission/keys.ts";
import { writeJson } from "#lambdas/objects/json-object.ts";
import type { Upload } from "./inspect-upload.ts";

/**
 * Keeps a trace of an upload whose key names no course, assignment and student.
 * There is no student's folder to write to: this is for staff, who find it below `_unroutable/`.
 */
export async function recordUnroutable(
  deps: { readonly s3: S3Client; readonly resultsBucket: string; readonly now: () => Date },
  upload: Upload,
  reason: string,
): Promise<void> {
  const { key, versionId } = upload.object;
  await writeJson(
    deps.s3,
    { bucket: deps.resultsBucket, key: resultKeys.unroutable(submissionId(key, versionId)) },
    {
      value: {
        schema: 1,
        outcome: "unroutable",
        upload: upload.object,
        error: explainError(new AssayError("key_invalid", { key, reason }), upload.locale),
        correlationId: upload.correlationId,
        submittedAt: upload.submittedAt.toISOString(),
        finishedAt: deps.now().toISOString(),
      },
      condition: { ifAbsent: true },
    },
  );
}
