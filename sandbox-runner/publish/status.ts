import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { GradingResult } from "#core/grading/result.ts";
import { type GradingRef, resultKeys } from "#core/submission/keys.ts";
import { isTerminal, type Progress, SubmissionStatus } from "#core/submission/status.ts";
import type { ResultStore } from "#runner/publish/result-store.ts";
import { httpStatus, storageUnavailable } from "#runner/storage/storage-error.ts";

export interface StatusTarget {
  readonly store: ResultStore;
  readonly ref: GradingRef;
  readonly correlationId: string;
  readonly now: () => Date;
}

/** What a write of the status is based on, so that it can be refused when somebody else wrote since. */
export type StatusBase =
  | { readonly kind: "absent" }
  | { readonly kind: "version"; readonly etag: string }
  /** This very grading has its terminal status: there is nothing more to write. */
  | { readonly kind: "ended" };

/** A status that cannot be written soon is not worth a grading that ends late. */
const TIMEOUT_MS = 5_000;

export async function readStatusBase({ store, ref }: StatusTarget): Promise<StatusBase> {
  try {
    const found = await store.s3.send(
      new GetObjectCommand({ Bucket: store.bucket, Key: resultKeys.status(ref) }),
      { abortSignal: AbortSignal.timeout(TIMEOUT_MS) },
    );
    const status = SubmissionStatus.parse(JSON.parse((await found.Body?.transformToString()) ?? ""));
    const ended = isTerminal(status.state) && status.gradingId === ref.gradingId;
    return ended ? { kind: "ended" } : { kind: "version", etag: found.ETag ?? "" };
  } catch (error) {
    if (httpStatus(error) === 404) return { kind: "absent" };
    throw error;
  }
}

/** Returns the ETag of what was written. Rejects with S3's own error, 412 when the base is no longer current. */
export async function writeRunningStatus(
  target: StatusTarget,
  progress: Progress,
  base: Exclude<StatusBase, { kind: "ended" }>,
): Promise<string | undefined> {
  const condition = base.kind === "absent" ? { IfNoneMatch: "*" } : { IfMatch: base.etag };
  return await putStatus(target, { state: "running", progress }, condition);
}

/** Waited for: it is the last thing that happens to a grading. Needs no condition, as its result is committed. */
export async function writeTerminalStatus(target: StatusTarget, result: GradingResult): Promise<void> {
  const resultKey = resultKeys.result(target.ref);
  const score = result.outcome === "graded" ? { score: result.score } : {};
  try {
    await putStatus(target, { state: result.outcome, resultKey, ...score }, {});
  } catch (error) {
    throw storageUnavailable("status.json could not be written", error);
  }
}

async function putStatus(
  { store, ref, correlationId, now }: StatusTarget,
  fields: Pick<SubmissionStatus, "state" | "progress" | "resultKey" | "score">,
  condition: { readonly IfMatch?: string; readonly IfNoneMatch?: string },
): Promise<string | undefined> {
  const status: SubmissionStatus = {
    schema: 1,
    submissionId: ref.submissionId,
    gradingId: ref.gradingId,
    ...fields,
    updatedAt: now().toISOString(),
    correlationId,
  };
  const written = await store.s3.send(
    new PutObjectCommand({
      Bucket: store.bucket,
      Key: resultKeys.status(ref),
      Body: JSON.stringify(status),
      ContentType: "application/json",
      CacheControl: "no-store",
      ...condition,
    }),
    { abortSignal: AbortSignal.timeout(TIMEOUT_MS) },
  );
  return written.ETag;
}
