import type { S3Client } from "@aws-sdk/client-s3";
import { sha256Hex, SubmissionId } from "#core/submission/ids.ts";
import { resultKeys } from "#core/submission/keys.ts";
import { writeJson } from "#lambdas/objects/json-object.ts";

/** Keeps a message that is no job, for staff: it names nobody who could be told. Returns the key. */
export async function recordUnreadableJob(
  deps: { readonly s3: S3Client; readonly resultsBucket: string; readonly now: () => Date },
  message: string,
): Promise<string> {
  const key = resultKeys.unroutable(SubmissionId.parse(sha256Hex(message).slice(0, 32)));
  await writeJson(
    deps.s3,
    { bucket: deps.resultsBucket, key },
    {
      value: { schema: 1, outcome: "unreadable-job", message, finishedAt: deps.now().toISOString() },
      condition: { ifAbsent: true },
    },
  );
  return key;
}
