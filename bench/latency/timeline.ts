import { GetObjectCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import type { Connection } from "#cli/connection.ts";
import type { GradingResult } from "#core/grading/result.ts";
import { resultKeys, type SubmissionRef } from "#core/submission/keys.ts";
import { type SubmissionState, SubmissionStatus } from "#core/submission/status.ts";

/** What an upload's way to its result is made of, in its order. All in milliseconds. */
export const segments = [
  "upload",
  "event",
  "accept",
  "queue",
  "fetch",
  "sandbox",
  "program",
  "agent",
  "commit",
] as const;
export type Segment = (typeof segments)[number];

export type Timeline = Readonly<Record<Segment | "total", number>>;

export interface Upload {
  readonly beganAt: number;
  readonly endedAt: number;
}

/** Puts together what the uploader, the versions of `status.json` and the result say of their times. */
export async function timelineOf(
  connection: Connection,
  submission: SubmissionRef,
  { upload, result }: { readonly upload: Upload; readonly result: GradingResult },
): Promise<Timeline> {
  const reached = await statusTimes(connection, submission);
  const at = (state: SubmissionState) => {
    const time = reached.get(state);
    if (time === undefined) throw new Error(`${submission.submissionId} was never seen to be ${state}`);
    return time;
  };
  const { phases } = result;
  if (phases === undefined || result.outcome !== "graded") {
    throw new Error(`${submission.submissionId} was not graded: ${JSON.stringify(result)}`);
  }
  const finishedAt = Date.parse(result.finishedAt);
  const startedAt = finishedAt - phases.totalMs;
  // The runner may begin before the function has noted that it sent the job.
  const queuedAt = Math.min(reached.get("queued") ?? startedAt, startedAt);
  const programMs = result.tests.reduce((sum, test) => sum + (test.facts?.wallMs ?? 0), 0);
  const fetchMs = phases.fetchMs ?? 0;
  const sandboxMs = phases.takeMs ?? 0;
  return {
    upload: upload.endedAt - upload.beganAt,
    // The event may overtake the answer to the upload.
    event: Math.max(0, at("received") - upload.endedAt),
    accept: queuedAt - at("received"),
    queue: startedAt - queuedAt,
    fetch: fetchMs,
    sandbox: sandboxMs,
    program: programMs,
    agent: phases.totalMs - fetchMs - sandboxMs - programMs,
    commit: at("graded") - finishedAt,
    total: at("graded") - upload.beganAt,
  };
}

/** When each state was first written; every write of the status is a version of its object. */
async function statusTimes(
  { s3, deployment }: Connection,
  submission: SubmissionRef,
): Promise<ReadonlyMap<SubmissionState, number>> {
  const key = resultKeys.status(submission);
  const { Versions = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: deployment.ResultsBucket, Prefix: key }),
  );
  const times = new Map<SubmissionState, number>();
  for (const { VersionId } of Versions) {
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: deployment.ResultsBucket, Key: key, VersionId }),
    );
    const status = SubmissionStatus.parse(JSON.parse((await Body?.transformToString()) ?? ""));
    const time = Date.parse(status.updatedAt);
    times.set(status.state, Math.min(times.get(status.state) ?? Number.POSITIVE_INFINITY, time));
  }
  return times;
}
