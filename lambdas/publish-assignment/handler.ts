import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { AssignmentRef } from "#core/submission/keys.ts";
import { METRIC_NAMESPACE } from "#core/telemetry.ts";
import { retrySoon } from "#lambdas/batch/retry-soon.ts";
import { sqsBatchHandler } from "#lambdas/batch/sqs-batch-handler.ts";
import { assignmentsOfCourse } from "./assignments-of-course.ts";
import { describePublication } from "./describe-publication.ts";
import { Env } from "./env.ts";
import { keepVerdict } from "./keep-verdict.ts";
import { OncePerBatch } from "./once-per-batch.ts";
import { publishAssignment } from "./publish-assignment.ts";
import { requestPublications } from "./request-publications.ts";
import { routeMessage } from "./route-message.ts";

const env = Env.parse(process.env);
const logger = new Logger({ serviceName: "publish-assignment" });
const metrics = new Metrics({ serviceName: "publish-assignment", namespace: METRIC_NAMESPACE });
const s3 = new S3Client({});
const sqs = new SQSClient({});
const deps = {
  s3,
  sqs,
  gradingQueueUrl: env.GRADING_QUEUE_URL,
  assignmentsBucket: env.ASSIGNMENTS_BUCKET,
  releasesBucket: env.RELEASES_BUCKET,
  now: () => new Date(),
  retryGivenUp: true,
};

export const handler = sqsBatchHandler({
  logger,
  metrics,
  // One at a time, because one publication may need all the memory there is.
  inParallel: false,
  onFailure: (record) => retrySoon({ sqs, queueUrl: env.PUBLICATIONS_QUEUE_URL }, record),
  beginBatch: () => {
    const once = new OncePerBatch();
    return async (body) => {
      const route = routeMessage(body);
      switch (route.kind) {
        case "publish":
          return once.run(`${route.ref.course}/${route.ref.assignment}`, () => publish(route.ref));
        case "publish-course":
          return once.run(route.course, async () => {
            const refs = await assignmentsOfCourse(s3, env.ASSIGNMENTS_BUCKET, route.course);
            await requestPublications(sqs, env.PUBLICATIONS_QUEUE_URL, refs);
          });
        case "checked":
          // Not once a batch: a publication that began before the verdict was kept does not know it.
          return (await keepVerdict(deps, route.verdict)) ? publish(route.verdict, false) : undefined;
        case "ignore":
          logger.info("an object belongs to no assignment", { key: route.key.slice(0, 200) });
      }
    };
  },
});

async function publish(ref: AssignmentRef, retryGivenUp = true): Promise<void> {
  const { metric, fields } = describePublication(
    ref,
    await publishAssignment({ ...deps, retryGivenUp }, ref),
  );
  logger.info("an assignment was looked at", fields);
  if (metric !== undefined) metrics.addMetric(metric, MetricUnit.Count, 1);
}
