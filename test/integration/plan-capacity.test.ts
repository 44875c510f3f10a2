import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { localClientConfig } from "#cli/local/aws-environment.ts";
import { capacityDefaults } from "#core/limits.ts";
import { METRIC_NAMESPACE, metricNames } from "#core/telemetry.ts";
import { type CapacityDeps, planFleet } from "#lambdas/plan-capacity/plan-fleet.ts";
import { deadlineReader } from "#lambdas/plan-capacity/read-deadlines.ts";
import { type DeployedStack, deployedStack } from "#test/support/deployed.ts";
import { assignmentRef, definitionText, putObject, validationOf } from "#test/support/published.ts";

let stack: DeployedStack;
let deps: CapacityDeps;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  stack = owned.use(await deployedStack());
  const config = localClientConfig(stack.endpoint);
  const clients = {
    ecs: new ECSClient(config),
    cloudWatch: new CloudWatchClient(config),
    autoScaling: new AutoScalingClient(config),
  };
  for (const client of Object.values(clients)) owned.defer(() => client.destroy());
  const { ReleasesBucket, ResultsBucket, GradingQueueUrl, RegradingQueueUrl } = stack.deployment;
  const now = () => new Date();
  const buckets = { releasesBucket: ReleasesBucket, resultsBucket: ResultsBucket };
  deps = {
    ...clients,
    ...buckets,
    s3: stack.s3,
    sqs: stack.sqs,
    gradingQueueUrl: GradingQueueUrl,
    regradingQueueUrl: RegradingQueueUrl,
    cluster: "runners",
    service: "runner",
    autoScalingGroup: "hosts",
    settings: capacityDefaults,
    // A new one for each run: it would remember for five minutes.
    readDeadlines: () => deadlineReader({ s3: stack.s3, ...buckets, now })(),
    now,
  };
  await createService(deps.ecs);
});
afterAll(() => owned.disposeAsync());

it("leaves an idle service at nothing", async () => {
  expect(await planFleet(deps)).toMatchObject({ outcome: "unchanged", desired: 0, reason: { kind: "idle" } });
});

it("warms the service up for the due date of an assignment that was published", async () => {
  const dueAt = new Date(Date.now() + 5 * 60_000);
  await publish("exam", `schedule: {due_at: "${dueAt.toISOString()}", seats: 1000}`);

  expect(await planFleet(deps)).toMatchObject({ outcome: "resized", desired: 7, deadlines: 1 });
  expect(await desiredCount()).toBe(7);
});

it("counts what waits in the queue, with the time that jobs were measured to take", async () => {
  await publish("exam", "");
  const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: `${index}`, MessageBody: "{}" }));
  for (let batch = 0; batch < 6; batch++) {
    await stack.sqs.send(new SendMessageBatchCommand({ QueueUrl: deps.gradingQueueUrl, Entries }));
  }
  await deps.cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: METRIC_NAMESPACE,
      MetricData: [
        {
          MetricName: metricNames.jobDuration,
          Timestamp: new Date(Date.now() - 10 * 60_000),
          Values: [20_000],
          Counts: [50],
        },
      ],
    }),
  );

  expect(await planFleet(deps)).toMatchObject({
    deadlines: 0,
    grading: { waiting: 60, inFlight: 0 },
    meanJobMs: 20_000,
    desired: 10,
  });
  expect(await desiredCount()).toBe(10);
});

async function createService(ecs: ECSClient): Promise<void> {
  await ecs.send(new CreateClusterCommand({ clusterName: "runners" }));
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: "runner",
      containerDefinitions: [{ name: "runner", image: "runner", memory: 512 }],
    }),
  );
  await ecs.send(
    new CreateServiceCommand({
      cluster: "runners",
      serviceName: "runner",
      taskDefinition: "runner",
      desiredCount: 0,
    }),
  );
}

async function desiredCount(): Promise<number | undefined> {
  const { services } = await deps.ecs.send(
    new DescribeServicesCommand({ cluster: "runners", services: ["runner"] }),
  );
  return services?.[0]?.desiredCount;
}

async function publish(name: string, schedule: string): Promise<void> {
  const { AssignmentsBucket, ReleasesBucket } = stack.deployment;
  const key = `cs1/${name}/assignment.yaml`;
  const body = `${definitionText()}\n${schedule}\n`;
  const versionId = await putObject(stack.s3, { bucket: AssignmentsBucket, key, body });
  const { findings } = await validationOf(stack.s3, ReleasesBucket, {
    ref: assignmentRef("cs1", name),
    versionId,
  });
  expect(findings).toEqual([]);
}
