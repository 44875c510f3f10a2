import { AutoScalingClient, TerminateInstanceInAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import {
  type ContainerInstance,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  ECSClient,
  ListContainerInstancesCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import type { Deadline } from "#core/capacity/facts.ts";
import { capacityDefaults } from "#core/limits.ts";
import { MEMORY_KEY } from "#lambdas/plan-capacity/memory-object.ts";
import { type CapacityDeps, planFleet } from "#lambdas/plan-capacity/plan-fleet.ts";
import { memoryS3 } from "#test/support/memory-s3.ts";

const now = new Date("2026-12-01T12:00:00Z");
const clients = {
  sqs: new SQSClient({ region: "us-east-1" }),
  ecs: new ECSClient({ region: "us-east-1" }),
  cloudWatch: new CloudWatchClient({ region: "us-east-1" }),
  autoScaling: new AutoScalingClient({ region: "us-east-1" }),
};
const sqs = mockClient(clients.sqs);
const ecs = mockClient(clients.ecs);
const cloudWatch = mockClient(clients.cloudWatch);
const autoScaling = mockClient(clients.autoScaling);
let store: ReturnType<typeof memoryS3>;

beforeEach(() => {
  for (const mock of [sqs, ecs, cloudWatch, autoScaling]) mock.reset();
  store = memoryS3();
  queues({});
  hosts([]);
  ecs.on(DescribeServicesCommand).resolves({ services: [{ desiredCount: 0 }] });
  cloudWatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [] });
});

describe("a minute without work", () => {
  it("changes nothing, writes nothing and reads no metric, which would cost", async () => {
    expect(await plan()).toMatchObject({ outcome: "unchanged", desired: 0, reason: { kind: "idle" } });

    expect(ecs.commandCalls(UpdateServiceCommand)).toEqual([]);
    expect(cloudWatch.calls()).toEqual([]);
    expect(store.written).toEqual([]);
  });
});

describe("a minute with work", () => {
  it("sets the service once, and leaves it when it is right", async () => {
    queues({ grading: { waiting: 60, inFlight: 4 } });

    const first = await plan();
    ecs.on(DescribeServicesCommand).resolves({ services: [{ desiredCount: first.desired }] });
    const second = await plan();

    expect(first).toMatchObject({ outcome: "resized", previous: 0, desired: 6, reason: { kind: "grading" } });
    expect(second).toMatchObject({ outcome: "unchanged", previous: 6, desired: 6 });
    expect(ecs.commandCalls(UpdateServiceCommand).map(({ args }) => args[0].input)).toEqual([
      { cluster: "cluster", service: "runners", desiredCount: 6 },
    ]);
  });

  it("reckons with the measured time of a job, and with messages that are delayed", async () => {
    queues({ grading: { waiting: 30, inFlight: 0, delayed: 30 } });
    measured({ jobs: 50, meanMs: 2_000 });

    expect(await plan()).toMatchObject({ desired: 1, meanJobMs: 2_000, grading: { waiting: 60 } });
  });

  it("does not trust the time of a few jobs, nor an age that CloudWatch heard of long ago", async () => {
    queues({ grading: { waiting: 60, inFlight: 0 } });
    measured({ jobs: 5, meanMs: 1, ageSeconds: 3_600, heardAt: new Date(now.getTime() - 600_000) });

    expect(await plan()).toMatchObject({
      desired: 5,
      meanJobMs: undefined,
      grading: { oldestAgeMs: undefined },
    });
  });

  it("hurries for messages that have waited already", async () => {
    queues({ grading: { waiting: 60, inFlight: 0 } });
    measured({ jobs: 0, meanMs: 0, ageSeconds: 20, heardAt: new Date(now.getTime() - 60_000) });

    expect(await plan()).toMatchObject({ desired: 10, grading: { oldestAgeMs: 20_000 } });
  });

  it("is warmed up for what is due", async () => {
    const deadline: Deadline = { dueAtMs: now.getTime() + 60_000, seats: 1_000, rushMs: 600_000 };

    expect(await plan({ readDeadlines: () => Promise.resolve([deadline]) })).toMatchObject({
      desired: 7,
      reason: { kind: "deadline", seats: 1_000 },
    });
  });
});

describe("two runs at the same time", () => {
  it("set the service once: the memory of the other has come first", async () => {
    queues({ grading: { waiting: 60, inFlight: 0 } });

    const outcomes = await Promise.all([plan(), plan()]);

    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["overtaken", "resized"]);
    expect(ecs.commandCalls(UpdateServiceCommand)).toHaveLength(1);
  });
});

describe("hosts beyond the desired number", () => {
  const settled = new Date(now.getTime() - 10 * 60_000);
  const empty = (id: string) => ({
    ec2InstanceId: id,
    runningTasksCount: 0,
    pendingTasksCount: 0,
    registeredAt: settled,
  });
  const busy = (id: string) => ({ ...empty(id), runningTasksCount: 1 });

  it("are ended when they are empty, and never with a task on them", async () => {
    hosts([busy("i-busy"), empty("i-1"), empty("i-2")]);

    expect(await plan()).toMatchObject({ hostsRetired: 2 });
    expect(ended()).toEqual(["i-1", "i-2"]);
  });

  it("are no more than those beyond it", async () => {
    queues({ grading: { waiting: 0, inFlight: 5 } });
    hosts([empty("i-1"), empty("i-2"), empty("i-3")]);

    expect(await plan()).toMatchObject({ desired: 2, hostsRetired: 1 });
  });

  it("are left while their task may be on its way", async () => {
    hosts([
      { ...empty("i-new"), registeredAt: now },
      { ...empty("i-pending"), pendingTasksCount: 1 },
    ]);

    expect(await plan()).toMatchObject({ hostsRetired: 0 });
  });
});

describe("a service that ECS does not know", () => {
  it("is named with ECS's reason", async () => {
    ecs.on(DescribeServicesCommand).resolves({ services: [], failures: [{ reason: "MISSING" }] });

    await expect(plan()).rejects.toThrow("ECS knows no service runners in cluster: MISSING");
  });
});

describe("a memory that is none", () => {
  it("is forgotten, and replaced by that of the plan", async () => {
    queues({ grading: { waiting: 60, inFlight: 0 } });
    store.objects.set(MEMORY_KEY, {
      body: '{"schema":2}',
      etag: '"e"',
      contentType: undefined,
      cacheControl: undefined,
    });

    expect(await plan()).toMatchObject({ outcome: "resized", desired: 5 });
    expect(store.json(MEMORY_KEY)).toMatchObject({ schema: 1, wanted: [{ hosts: 5 }] });
  });
});

function plan(overrides: Partial<CapacityDeps> = {}) {
  return planFleet({
    ...clients,
    s3: store.s3,
    releasesBucket: "releases",
    gradingQueueUrl: "https://sqs/1/grading",
    regradingQueueUrl: "https://sqs/1/regrading",
    cluster: "cluster",
    service: "runners",
    autoScalingGroup: "hosts",
    settings: capacityDefaults,
    readDeadlines: () => Promise.resolve([]),
    now: () => now,
    ...overrides,
  });
}

interface Messages {
  readonly waiting: number;
  readonly inFlight: number;
  readonly delayed?: number;
}

function queues({
  grading,
  regrading,
}: {
  readonly grading?: Messages;
  readonly regrading?: Messages;
}): void {
  const given = { grading, regrading };
  for (const name of ["grading", "regrading"] as const) {
    const { waiting = 0, inFlight = 0, delayed = 0 } = given[name] ?? {};
    sqs.on(GetQueueAttributesCommand, { QueueUrl: `https://sqs/1/${name}` }).resolves({
      Attributes: {
        ApproximateNumberOfMessages: String(waiting),
        ApproximateNumberOfMessagesNotVisible: String(inFlight),
        ApproximateNumberOfMessagesDelayed: String(delayed),
      },
    });
  }
}

function measured(jobs: {
  readonly jobs: number;
  readonly meanMs: number;
  readonly ageSeconds?: number;
  readonly heardAt?: Date;
}): void {
  // Of two hours, as CloudWatch splits them.
  const halves = (value: number) => [value / 2, value / 2];
  cloudWatch.on(GetMetricDataCommand).resolves({
    MetricDataResults: [
      { Id: "total", Values: halves(jobs.jobs * jobs.meanMs) },
      { Id: "count", Values: halves(jobs.jobs) },
      ...(jobs.ageSeconds === undefined
        ? []
        : [{ Id: "age", Values: [jobs.ageSeconds], Timestamps: [jobs.heardAt ?? now] }]),
    ],
  });
}

function hosts(instances: readonly (ContainerInstance & { readonly ec2InstanceId: string })[]): void {
  ecs
    .on(ListContainerInstancesCommand)
    .resolves({ containerInstanceArns: instances.map(({ ec2InstanceId }) => `arn:${ec2InstanceId}`) });
  ecs.on(DescribeContainerInstancesCommand).resolves({ containerInstances: [...instances] });
}

function ended() {
  return autoScaling
    .commandCalls(TerminateInstanceInAutoScalingGroupCommand)
    .map(({ args }) => args[0].input.ShouldDecrementDesiredCapacity && args[0].input.InstanceId);
}
