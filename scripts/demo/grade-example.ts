import type { Connection } from "#cli/connection.ts";
import { readUpload } from "#cli/submit/read-upload.ts";
import { readResult } from "#cli/submit/read-results.ts";
import { uploadSubmission } from "#cli/submit/upload-submission.ts";
import { watchSubmission } from "#cli/submit/watch-submission.ts";
import type { GradingResult } from "#core/grading/result.ts";
import type { Slug } from "#core/submission/ids.ts";
import type { AssignmentRef } from "#core/submission/keys.ts";

export interface Graded {
  readonly result: GradingResult;
  readonly resultKey: string;
  /** From the begin of the upload until the result was seen. */
  readonly wallMs: number;
}

const TIMEOUT_MS = 120_000;

/** Uploads a submission as a student would and waits for its result. */
export async function gradeExample(
  connection: Connection,
  { path, ref }: { readonly path: string; readonly ref: AssignmentRef & { readonly student: Slug } },
  signal: AbortSignal,
): Promise<Graded> {
  const upload = await readUpload(path);
  const startedAt = performance.now();
  const submission = await uploadSubmission(
    connection,
    { ref, upload, language: undefined, locale: undefined },
    signal,
  );
  const status = await watchSubmission(connection, submission, {
    timeoutMs: TIMEOUT_MS,
    signal,
    onStatus: () => undefined,
  });
  const wallMs = performance.now() - startedAt;
  const resultKey = status.resultKey;
  if (resultKey === undefined) throw new Error(`${path} is ${status.state} and has no result`);
  return { result: await readResult(connection, resultKey), resultKey, wallMs };
}
