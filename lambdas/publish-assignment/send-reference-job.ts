import { CopyObjectCommand } from "@aws-sdk/client-s3";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Release } from "#core/assignment/release.ts";
import type { ReferenceJob } from "#core/job/reference-job.ts";
import type { CheckId } from "#core/submission/ids.ts";
import { releaseKeys } from "#core/submission/keys.ts";
import type { ReferenceDeps } from "./check-references.ts";
import type { FoundReference } from "./find-references.ts";

/** The SQS limit of a MessageGroupId. */
const GROUP_CHARACTERS = 128;

/**
 * Puts a reference beside its release, where runners may read, and its job into the grading queue. Doing it twice
 * costs a grading and changes nothing: the first verdict counts, and both are on the same bytes.
 */
export async function sendReferenceJob(
  deps: ReferenceDeps,
  wanted: {
    readonly release: Release;
    readonly reference: FoundReference;
    readonly checkId: CheckId;
    readonly total: number;
  },
): Promise<void> {
  const { release, reference, checkId, total } = wanted;
  const { index, key, versionId, sizeBytes } = reference;
  const { course, assignment, releaseId } = release;
  const name = key.slice(key.lastIndexOf("/") + 1);
  const copied = await deps.s3.send(
    new CopyObjectCommand({
      Bucket: deps.releasesBucket,
      Key: releaseKeys.referenceUpload(release, { checkId, index, name }),
      CopySource: `${encodeURI(`${deps.assignmentsBucket}/${key}`)}?versionId=${encodeURIComponent(versionId)}`,
    }),
  );
  const etag = copied.CopyObjectResult?.ETag;
  if (etag === undefined) throw new Error(`${key}: S3 copied it without an etag`);
  const { language } = reference.reference;
  const job: ReferenceJob = {
    schema: 1,
    kind: "reference",
    course,
    assignment,
    releaseId,
    checkId,
    index,
    total,
    upload: { name, versionId: copied.VersionId ?? "null", etag, sizeBytes },
    ...(language && { language }),
    correlationId: `${checkId}-${index}`,
    queuedAt: deps.now().toISOString(),
  };
  await deps.sqs.send(
    new SendMessageCommand({
      QueueUrl: deps.gradingQueueUrl,
      MessageBody: JSON.stringify(job),
      MessageGroupId: `${course}/${assignment}`.slice(0, GROUP_CHARACTERS),
    }),
  );
}
