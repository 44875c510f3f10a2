import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { eventNames, METRIC_NAMESPACE, metricNames } from "#core/telemetry.ts";
import { sqsBatchHandler } from "#lambdas/batch/sqs-batch-handler.ts";
import { closeFailedJob } from "./close-failed-job.ts";
import { closeFailedCheck } from "./close-failed-check.ts";
import { Env } from "./env.ts";

const env = Env.parse(process.env);
const logger = new Logger({ serviceName: "close-failed-job" });
const metrics = new Metrics({ serviceName: "close-failed-job", namespace: METRIC_NAMESPACE });
const deps = {
  s3: new S3Client({}),
  submissionsBucket: env.SUBMISSIONS_BUCKET,
  resultsBucket: env.RESULTS_BUCKET,
  now: () => new Date(),
};
const checkDeps = { sqs: new SQSClient({}), publicationsQueueUrl: env.PUBLICATIONS_QUEUE_URL };

export const handler = sqsBatchHandler({
  logger,
  metrics,
  inParallel: true,
  beginBatch: () => async (body) => {
    const check = await closeFailedCheck(checkDeps, body);
    if (check !== undefined) {
      metrics.addMetric(metricNames.jobsGivenUp, MetricUnit.Count, 1);
      logger.error("a check of a release was given up", {
        event: eventNames.jobGivenUp,
        checkId: check.checkId,
        index: check.index,
        correlationId: check.correlationId,
      });
      return;
    }
    const closing = await closeFailedJob(deps, body);
    switch (closing.outcome) {
      case "given-up":
        metrics.addMetric(metricNames.jobsGivenUp, MetricUnit.Count, 1);
        logger.error("a job was given up", {
          event: eventNames.jobGivenUp,
          submissionId: closing.job.submissionId,
          gradingId: closing.job.gradingId,
          correlationId: closing.job.correlationId,
        });
        return;
      case "already-closed":
        logger.info("a job given up had a result", {
          submissionId: closing.job.submissionId,
          outcome: closing.as,
        });
        return;
      case "unreadable":
        logger.error("a message of the grading queues was no job", { recordedAt: closing.key });
    }
  },
});
