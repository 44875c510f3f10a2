import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { GradeJob } from "#core/job/grade-job.ts";
import { messageGroup } from "#core/job/message-group.ts";
import { gradingId } from "#core/submission/ids.ts";
import type { SubmissionRef } from "#core/submission/keys.ts";
import type { Upload } from "./inspect-upload.ts";
import type { Admission } from "./judge-at-the-door.ts";

/** Puts the first grading of a submission into the queue. */
export async function sendJob(
  deps: { readonly sqs: SQSClient; readonly gradingQueueUrl: string; readonly now: () => Date },
  admitted: Admission & { readonly ref: SubmissionRef; readonly upload: Upload },
): Promise<GradeJob> {
  const { ref, upload, releaseId, attempt } = admitted;
  const job: GradeJob = {
    schema: 1,
    ...ref,
    gradingId: gradingId(releaseId, 1),
    releaseId,
    upload: upload.object,
    ...(upload.language === undefined ? {} : { language: upload.language }),
    locale: upload.locale,
    ...(attempt === undefined ? {} : { attempt }),
    correlationId: upload.correlationId,
    submittedAt: upload.submittedAt.toISOString(),
    queuedAt: deps.now().toISOString(),
  };
  await deps.sqs.send(
    new SendMessageCommand({
      QueueUrl: deps.gradingQueueUrl,
      MessageBody: JSON.stringify(job),
      MessageGroupId: messageGroup(ref),
    }),
  );
  return job;
}
