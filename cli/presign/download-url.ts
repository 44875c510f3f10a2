import { GetObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Connection } from "#cli/connection.ts";
import { UserError } from "#cli/errors.ts";
import { readStatus } from "#cli/submit/read-results.ts";
import { resultKeys, type SubmissionRef } from "#core/submission/keys.ts";

export const DOWNLOADS = ["report.html", "report.md", "result.json"] as const;

export interface DownloadGrant {
  readonly submission: SubmissionRef;
  readonly file: (typeof DOWNLOADS)[number];
  readonly expiresSeconds: number;
}

/** A link to what a submission came to, as it is now: a later regrade has a link of its own. */
export async function downloadUrl(
  connection: Connection,
  { submission, file, expiresSeconds }: DownloadGrant,
): Promise<string> {
  const status = await readStatus(connection, submission);
  if (status?.resultKey === undefined) {
    const where = status === undefined ? "unknown" : status.state;
    throw new UserError(`submission ${submission.submissionId} is ${where}: there is no result to link to`);
  }
  const { gradingId } = status;
  if (gradingId === undefined && file !== "result.json") {
    throw new UserError(`it was turned away at upload, and has no ${file}: link to its result.json`);
  }
  const folder = status.resultKey.slice(0, status.resultKey.lastIndexOf("/") + 1);
  const key = gradingId === undefined ? resultKeys.rejection(submission) : `${folder}${file}`;
  const command = new GetObjectCommand({ Bucket: connection.deployment.ResultsBucket, Key: key });
  return await getSignedUrl(connection.s3, command, { expiresIn: expiresSeconds });
}
