import type { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";

/** Of a publication into bare buckets: without references nothing is ever sent. */
export function publicationDeps(s3: S3Client) {
  return {
    s3,
    sqs: new SQSClient({}),
    gradingQueueUrl: "http://127.0.0.1:9/none",
    assignmentsBucket: "assignments",
    releasesBucket: "releases",
    now: () => new Date(),
    retryGivenUp: true,
  };
}
