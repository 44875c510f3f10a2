import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { ReferenceJob } from "#core/job/reference-job.ts";
import { verdictOn } from "#core/job/reference-verdict.ts";

export interface ReferenceClosingDeps {
  readonly sqs: SQSClient;
  readonly publicationsQueueUrl: string;
}

/**
 * Ends a reference that no host could grade, so that its publication does not wait for ever.
 * Undefined when the message is about something else.
 */
export async function closeFailedReference(
  { sqs, publicationsQueueUrl }: ReferenceClosingDeps,
  message: string,
): Promise<ReferenceJob | undefined> {
  const job = readReference(message);
  if (job === undefined) return undefined;
  const verdict = verdictOn(job, {
    givenUp: true,
    problem:
      "the platform could not grade it, which is no fault of the assignment: upload any changed file of it to try again",
  });
  await sqs.send(
    new SendMessageCommand({ QueueUrl: publicationsQueueUrl, MessageBody: JSON.stringify(verdict) }),
  );
  return job;
}

function readReference(message: string): ReferenceJob | undefined {
  try {
    return ReferenceJob.safeParse(JSON.parse(message)).data;
  } catch {
    return undefined;
  }
}
