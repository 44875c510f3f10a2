import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { CheckJob } from "#core/job/check-job.ts";
import { verdictOn } from "#core/job/check-verdict.ts";

export interface CheckClosingDeps {
  readonly sqs: SQSClient;
  readonly publicationsQueueUrl: string;
}

/**
 * Ends a check of a release that no host could do, so that its publication does not wait for ever.
 * Undefined when the message is about something else.
 */
export async function closeFailedCheck(
  { sqs, publicationsQueueUrl }: CheckClosingDeps,
  message: string,
): Promise<CheckJob | undefined> {
  const job = readCheck(message);
  if (job === undefined) return undefined;
  const verdict = verdictOn(job, {
    givenUp: true,
    problem:
      "the platform could not check it, which is no fault of the assignment: push it again, or upload its file again, to have it tried again",
  });
  await sqs.send(
    new SendMessageCommand({ QueueUrl: publicationsQueueUrl, MessageBody: JSON.stringify(verdict) }),
  );
  return job;
}

function readCheck(message: string): CheckJob | undefined {
  try {
    return CheckJob.safeParse(JSON.parse(message)).data;
  } catch {
    return undefined;
  }
}
