import { DescribeServicesCommand, ECSClient, ListContainerInstancesCommand } from "@aws-sdk/client-ecs";
import {
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { expect, it, vi } from "vitest";
import * as z from "zod";
import { capacityDefaults } from "#core/limits.ts";
import { METRIC_NAMESPACE } from "#core/telemetry.ts";
import { lambdaContext } from "#test/support/lambda-events.ts";

const Line = z.looseObject({ _aws: z.unknown() });

it("says at every run how many hosts there should be and how many runners there are, also when both are none", async () => {
  const printed: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => printed.push(String(chunk)) > 0);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  mockClient(S3Client)
    .on(ListObjectsV2Command)
    .resolves({})
    .on(GetObjectCommand)
    .rejects(new NoSuchKey({ message: "none", $metadata: { httpStatusCode: 404 } }))
    .on(PutObjectCommand)
    .resolves({});
  const none = {
    ApproximateNumberOfMessages: "0",
    ApproximateNumberOfMessagesNotVisible: "0",
    ApproximateNumberOfMessagesDelayed: "0",
  };
  mockClient(SQSClient).on(GetQueueAttributesCommand).resolves({ Attributes: none });
  mockClient(ECSClient)
    .on(DescribeServicesCommand)
    .resolves({ services: [{ desiredCount: 0, runningCount: 0 }] })
    .on(ListContainerInstancesCommand)
    .resolves({});
  const { handler } = await import("#lambdas/plan-capacity/handler.ts");

  await handler({}, lambdaContext());

  const lines = printed
    .join("")
    .trim()
    .split("\n")
    .flatMap((line) => Line.safeParse(JSON.parse(line)).data ?? []);
  const directive = expect.objectContaining({ Namespace: METRIC_NAMESPACE, Dimensions: [["service"]] });
  expect(lines).toEqual([
    expect.objectContaining({
      _aws: expect.objectContaining({ CloudWatchMetrics: [directive] }),
      service: "plan-capacity",
      HostsDesired: 0,
      HostsRunning: 0,
    }),
  ]);
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const environment = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  RELEASES_BUCKET: "releases",
  RESULTS_BUCKET: "results",
  GRADING_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/000000000000/grading",
  REGRADING_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/000000000000/regrading",
  CLUSTER: "cluster",
  SERVICE: "service",
  AUTO_SCALING_GROUP: "hosts",
  MIN_HOSTS: String(capacityDefaults.minHosts),
  MAX_HOSTS: String(capacityDefaults.maxHosts),
  SLOTS_PER_HOST: String(capacityDefaults.slotsPerHost),
  TARGET_WAIT_MS: String(capacityDefaults.targetWaitMs),
  WARM_UP_LEAD_MS: String(capacityDefaults.warmUpLeadMs),
  SCALE_IN_COOL_DOWN_MS: String(capacityDefaults.scaleInCoolDownMs),
  IDLE_TO_ZERO_MS: String(capacityDefaults.idleToZeroMs),
  REGRADE_WITHIN_MS: String(capacityDefaults.regradeWithinMs),
  ASSUMED_JOB_MS: String(capacityDefaults.assumedJobMs),
};
