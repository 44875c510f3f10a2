import { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { ECSClient } from "@aws-sdk/client-ecs";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import composeHandler from "@middy/core";
import { eventNames, METRIC_NAMESPACE, metricNames } from "#core/telemetry.ts";
import { Env } from "./env.ts";
import { type CapacityDeps, planFleet } from "./plan-fleet.ts";
import { deadlineReader } from "./read-deadlines.ts";

const env = Env.parse(process.env);
const logger = new Logger({ serviceName: "plan-capacity" });
const metrics = new Metrics({ serviceName: "plan-capacity", namespace: METRIC_NAMESPACE });
const s3 = new S3Client({});
const now = () => new Date();
const deps: CapacityDeps = {
  s3,
  sqs: new SQSClient({}),
  ecs: new ECSClient({}),
  cloudWatch: new CloudWatchClient({}),
  autoScaling: new AutoScalingClient({}),
  releasesBucket: env.RELEASES_BUCKET,
  gradingQueueUrl: env.GRADING_QUEUE_URL,
  regradingQueueUrl: env.REGRADING_QUEUE_URL,
  cluster: env.CLUSTER,
  service: env.SERVICE,
  autoScalingGroup: env.AUTO_SCALING_GROUP,
  settings: {
    minHosts: env.MIN_HOSTS,
    maxHosts: env.MAX_HOSTS,
    slotsPerHost: env.SLOTS_PER_HOST,
    targetWaitMs: env.TARGET_WAIT_MS,
    warmUpLeadMs: env.WARM_UP_LEAD_MS,
    scaleInCoolDownMs: env.SCALE_IN_COOL_DOWN_MS,
    idleToZeroMs: env.IDLE_TO_ZERO_MS,
    regradeWithinMs: env.REGRADE_WITHIN_MS,
    assumedJobMs: env.ASSUMED_JOB_MS,
  },
  // It lives as long as this instance of the function, and so does what it remembers of each assignment.
  readDeadlines: deadlineReader({
    s3,
    releasesBucket: env.RELEASES_BUCKET,
    resultsBucket: env.RESULTS_BUCKET,
    now,
  }),
  now,
};

/** Called by a schedule, whose event says nothing that is needed. */
export const handler = composeHandler()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(logMetrics(metrics))
  .handler(async () => {
    const planning = await planFleet(deps);
    logger.info("capacity was planned", { event: eventNames.capacityPlanned, ...planning });
    metrics.addMetric(metricNames.hostsDesired, MetricUnit.Count, planning.desired);
    metrics.addMetric(metricNames.hostsRunning, MetricUnit.Count, planning.running);
  });
