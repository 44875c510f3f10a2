import {
  GetBucketNotificationConfigurationCommand,
  GetBucketVersioningCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Deployment } from "#core/deployment.ts";
import { localClientConfig } from "./aws-environment.ts";

/**
 * Asks the emulator for what it made of the templates. Emulators have accepted and then dropped such properties
 * without a word; a pipeline on top of that loses submissions instead of failing.
 */
export async function assertEmulatorKeepsPromises(endpoint: string, deployment: Deployment): Promise<void> {
  const config = localClientConfig(endpoint);
  const s3 = new S3Client(config);
  const sqs = new SQSClient(config);
  try {
    const problems = [
      ...(await problemsOfQueue(sqs, "grading", deployment.GradingQueueUrl)),
      ...(await problemsOfQueue(sqs, "uploads", deployment.UploadsQueueUrl)),
      ...(await problemsOfBucket(s3, "submissions", deployment.SubmissionsBucket)),
      ...(await problemsOfBucket(s3, "assignments", deployment.AssignmentsBucket)),
    ];
    if (problems.length === 0) return;
    throw new Error(
      `the emulator at ${endpoint} ignores what Assay relies on: ${problems.join("; ")}. Use MiniStack 1.5.33`,
    );
  } finally {
    s3.destroy();
    sqs.destroy();
  }
}

async function problemsOfQueue(sqs: SQSClient, name: string, queueUrl: string): Promise<string[]> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["RedrivePolicy"] }),
  );
  return Attributes?.["RedrivePolicy"] === undefined ? [`the ${name} queue has no dead-letter queue`] : [];
}

async function problemsOfBucket(s3: S3Client, name: string, bucket: string): Promise<string[]> {
  const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket: bucket }));
  const { EventBridgeConfiguration } = await s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket: bucket }),
  );
  return [
    ...(Status === "Enabled" ? [] : [`the ${name} bucket is not versioned`]),
    ...(EventBridgeConfiguration === undefined ? [`the ${name} bucket sends no events`] : []),
  ];
}
