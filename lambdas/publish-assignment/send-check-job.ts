import { CopyObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Release } from "#core/assignment/release.ts";
import type { CheckJob, ReferenceJob } from "#core/job/check-job.ts";
import type { CheckId } from "#core/submission/ids.ts";
import { releaseKeys } from "#core/submission/keys.ts";
import type { FoundReference } from "./find-references.ts";

export interface SendingDeps {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly assignmentsBucket: string;
  readonly releasesBucket: string;
  readonly gradingQueueUrl: string;
  readonly now: () => Date;
}

/** One thing that is to be checked of a release: a reference, or the rules where there is none. */
export interface CheckItem {
  readonly index: number;
  readonly reference?: FoundReference;
}

export interface Check {
  readonly release: Release;
  readonly checkId: CheckId;
  readonly total: number;
}

/** The SQS limit of a MessageGroupId. */
const GROUP_CHARACTERS = 128;

/**
 * Puts a job into the grading queue, and before it a reference beside its release, where runners may read. Doing it
 * twice costs a grading and changes nothing: the first verdict counts, and both are on the same bytes.
 */
export async function sendCheckJob(
  deps: SendingDeps,
  { release, checkId, total }: Check,
  { index, reference, run }: CheckItem & { readonly run: number },
): Promise<void> {
  const { course, assignment, releaseId } = release;
  const common = {
    schema: 1 as const,
    course,
    assignment,
    releaseId,
    checkId,
    index,
    total,
    run,
    correlationId: `${checkId}-${index}`,
    queuedAt: deps.now().toISOString(),
  };
  const job: CheckJob =
    reference === undefined
      ? { ...common, kind: "rules" }
      : { ...common, kind: "reference", ...(await copied(deps, { release, checkId }, reference)) };
  await deps.sqs.send(
    new SendMessageCommand({
      QueueUrl: deps.gradingQueueUrl,
      MessageBody: JSON.stringify(job),
      MessageGroupId: `${course}/${assignment}`.slice(0, GROUP_CHARACTERS),
    }),
  );
}

async function copied(
  deps: SendingDeps,
  { release, checkId }: Pick<Check, "release" | "checkId">,
  { index, key, versionId, sizeBytes, reference: { language } }: FoundReference,
): Promise<Pick<ReferenceJob, "upload" | "language">> {
  const name = key.slice(key.lastIndexOf("/") + 1);
  const { CopyObjectResult, VersionId } = await deps.s3.send(
    new CopyObjectCommand({
      Bucket: deps.releasesBucket,
      Key: releaseKeys.referenceUpload(release, { checkId, index, name }),
      CopySource: `${deps.assignmentsBucket}/${key.split("/").map(encodeURIComponent).join("/")}?versionId=${encodeURIComponent(versionId)}`,
    }),
  );
  const etag = CopyObjectResult?.ETag;
  if (etag === undefined) throw new Error(`${key}: S3 copied it without an etag`);
  return {
    upload: { name, versionId: VersionId ?? "null", etag, sizeBytes },
    ...(language && { language }),
  };
}
