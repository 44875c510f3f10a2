import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { GradingResult } from "#core/grading/result.ts";
import { type GradingRef, resultKeys } from "#core/submission/keys.ts";
import { isTerminal, type Progress, SubmissionStatus, supersedes } from "#core/submission/status.ts";
import type { ResultStore } from "#runner/publish/result-store.ts";
import { httpStatus, lostTheRace, storageUnavailable } from "#runner/storage/storage-error.ts";

export interface StatusTarget {
  readonly store: ResultStore;
  readonly ref: GradingRef;
  readonly correlationId: string;
  /** Of the job: which of two gradings of a submission is the later one. */
  readonly queuedAt: string;
  readonly now: () => Date;
}

/** What a write of the status is based on, so that it can be refused when somebody else wrote since. */
export type StatusBase =
  | { readonly kind: "absent" }
  | { readonly kind: "version"; readonly etag: string }
  /** This grading, or the one that a regrade would replace, has its terminal status: no progress may hide it. */
  | { readonly kind: "ended" };

/** A status that cannot be written soon is not worth a grading that ends late. */
const TIMEOUT_MS = 5_000;

export async function readStatusBase(target: StatusTarget): Promise<StatusBase> {
  const current = await readStatus(target);
  if (current === undefined) return { kind: "absent" };
  return isTerminal(current.status.state) ? { kind: "ended" } : { kind: "version", etag: current.etag };
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

const TERMINAL_TRIES = 5;

/** Waited for: it is the last thing that happens to a grading. Leaves a status alone that this one does not supersede. */
export async function writeTerminalStatus(target: StatusTarget, result: GradingResult): Promise<void> {
  const { queuedAt, ref } = target;
  const ending = {
    state: result.outcome,
    resultKey: resultKeys.result(ref),
    queuedAt,
    ...(result.outcome === "graded" ? { score: result.score } : {}),
  };
  try {
    for (let tries = 0; tries < TERMINAL_TRIES; tries++) {
      const current = await readStatus(target);
      if (current && !supersedes({ ...ending, gradingId: ref.gradingId }, current.status)) return;
      if (await putTerminal(target, ending, current?.etag)) return;
    }
  } catch (error) {
    throw storageUnavailable("status.json could not be written", error);
  }
  throw storageUnavailable(`status.json changed ${TERMINAL_TRIES} times while it was written`, undefined);
}

/** False when somebody else wrote since it was read. */
async function putTerminal(
  target: StatusTarget,
  ending: StatusFields,
  etag: string | undefined,
): Promise<boolean> {
  try {
    await putStatus(target, ending, etag === undefined ? { IfNoneMatch: "*" } : { IfMatch: etag });
    return true;
  } catch (error) {
    if (lostTheRace(error)) return false;
    throw error;
  }
}

async function readStatus({
  store,
  ref,
}: StatusTarget): Promise<{ readonly status: SubmissionStatus; readonly etag: string } | undefined> {
  try {
    const found = await store.s3.send(
      new GetObjectCommand({ Bucket: store.bucket, Key: resultKeys.status(ref) }),
      { abortSignal: AbortSignal.timeout(TIMEOUT_MS) },
    );
    const status = SubmissionStatus.parse(JSON.parse((await found.Body?.transformToString()) ?? ""));
    return { status, etag: found.ETag ?? "" };
  } catch (error) {
    if (httpStatus(error) === 404) return undefined;
    throw error;
  }
}

type StatusFields = Pick<SubmissionStatus, "state" | "progress" | "resultKey" | "score" | "queuedAt">;

async function putStatus(
  { store, ref, correlationId, now }: StatusTarget,
  fields: StatusFields,
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
