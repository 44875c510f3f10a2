import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { METRIC_NAMESPACE } from "#core/telemetry.ts";
import { retrySoon } from "#lambdas/batch/retry-soon.ts";
import { sqsBatchHandler } from "#lambdas/batch/sqs-batch-handler.ts";
import { S3ObjectCreated } from "#lambdas/events/s3-object-created.ts";
import { acceptSubmission } from "./accept-submission.ts";
import { describeAcceptance } from "./describe-acceptance.ts";
import { Env } from "./env.ts";

const env = Env.parse(process.env);
const logger = new Logger({ serviceName: "accept-submission" });
const metrics = new Metrics({ serviceName: "accept-submission", namespace: METRIC_NAMESPACE });
const sqs = new SQSClient({});
const deps = {
  s3: new S3Client({}),
  sqs,
  releasesBucket: env.RELEASES_BUCKET,
  resultsBucket: env.RESULTS_BUCKET,
  gradingQueueUrl: env.GRADING_QUEUE_URL,
  now: () => new Date(),
};

export const handler = sqsBatchHandler({
  logger,
  metrics,
  inParallel: true,
  onFailure: (record) => retrySoon({ sqs, queueUrl: env.UPLOADS_QUEUE_URL }, record),
  beginBatch: () => async (body) => {
    const { message, metric, fields } = describeAcceptance(
      await acceptSubmission(deps, S3ObjectCreated.parse(JSON.parse(body))),
    );
    logger.info(message, fields);
    if (metric !== undefined) metrics.addMetric(metric, MetricUnit.Count, 1);
  },
});
