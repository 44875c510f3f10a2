import { type App, Stack, Validations } from "aws-cdk-lib";
import * as autoscaling from "aws-cdk-lib/aws-autoscaling";
import { Match, Template } from "aws-cdk-lib/assertions";
import * as ecs from "aws-cdk-lib/aws-ecs";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { capacityDefaults } from "#core/limits.ts";
import { Env } from "#lambdas/plan-capacity/env.ts";
import { PlanCapacity } from "#lib/constructs/plan-capacity.ts";
import { readSettings } from "#lib/settings.ts";
import { makeStacks } from "#test/support/stacks.ts";

const { template, planner } = synthesiseFleet();

describe("the planner of capacity", () => {
  it("runs every minute, and never twice at once for longer than that", () => {
    template.hasResourceProperties("AWS::Events::Rule", {
      ScheduleExpression: "rate(1 minute)",
      State: "ENABLED",
      Targets: [Match.objectLike({ RetryPolicy: { MaximumRetryAttempts: 0 } })],
    });
    template.hasResourceProperties("AWS::Lambda::Function", { Timeout: Match.anyValue(), MemorySize: 256 });
    const timeouts = Object.values(template.findResources("AWS::Lambda::Function")).map(
      (found) => z.object({ Properties: z.object({ Timeout: z.number() }) }).parse(found).Properties.Timeout,
    );
    expect(timeouts).toEqual([50]);
  });

  it("gets the variables its handler demands and no others, with what was set", () => {
    const [variables = {}] = Object.values(template.findResources("AWS::Lambda::Function")).map(
      (found) => Environment.parse(found).Properties.Environment.Variables,
    );

    expect(Object.keys(variables).sort()).toEqual([...Object.keys(Env.shape), "NODE_OPTIONS"].sort());
    expect(variables).toMatchObject({
      MAX_HOSTS: "7",
      SLOTS_PER_HOST: String(capacityDefaults.slotsPerHost),
      TARGET_WAIT_MS: String(capacityDefaults.targetWaitMs),
    });
  });

  it("may see queues, deadlines and metrics, set one service, and end hosts of one group: nothing else", () => {
    expect(statements()).toEqual([
      "autoscaling:TerminateInstanceInAutoScalingGroup",
      "cloudwatch:GetMetricData",
      "ecs:DescribeContainerInstances",
      "ecs:DescribeServices",
      "ecs:ListContainerInstances",
      "ecs:UpdateService",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "s3:GetObject",
      "s3:ListBucket",
      "s3:PutObject",
      "sqs:GetQueueAttributes",
    ]);
    const everything = policyStatements().filter(({ Resource }) => JSON.stringify(Resource) === '"*"');
    expect(everything.map(({ Action }) => Action)).toEqual(["cloudwatch:GetMetricData"]);
  });

  it("may write its memory and read nothing that a student wrote", () => {
    const onObjects = policyStatements().filter(({ Action }) => JSON.stringify(Action).includes("Object"));

    expect(onObjects.map(({ Resource }) => JSON.stringify(Resource).match(/\/[^"]*"\]\]/)?.[0])).toEqual([
      '/*/current.json"]]',
      '/_capacity/*"]]',
    ]);
  });

  it("has every wide permission acknowledged with its reason", () => {
    using checked = makeFleet();
    Validations.of(checked.stack).addPlugins(new AwsSolutionsChecks(checked.app));

    // The bare cluster beside it is not acknowledged, which shows that the checks were made.
    const found = findingsOf(checked.app);
    expect(found).toContain(checked.cluster.node.path);
    expect(found).not.toContain(checked.planner.node.path);
  });
});

const Environment = z.object({
  Properties: z.object({ Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) }),
});
const Policy = z.object({
  Properties: z.object({
    PolicyDocument: z.object({
      Statement: z.array(
        z.object({ Action: z.union([z.string(), z.array(z.string())]), Resource: z.unknown() }),
      ),
    }),
  }),
});

/** Of the planner alone: the cluster brings policies of its own. */
function policyStatements() {
  const own = Object.entries(template.findResources("AWS::IAM::Policy")).filter(([id]) =>
    id.startsWith(planner.node.id),
  );
  return own.flatMap(([, policy]) => Policy.parse(policy).Properties.PolicyDocument.Statement);
}

function statements(): string[] {
  return [...new Set(policyStatements().flatMap(({ Action }) => Action))].sort();
}

function findingsOf(app: App): string {
  try {
    app.synth();
    return "";
  } catch (error) {
    return String(error);
  }
}

/** A cluster as small as can be, with the construct beside it. */
function makeFleet() {
  const stacks = makeStacks();
  const { app, storage, pipeline } = stacks;
  const stack = new Stack(app, "Fleet");
  const cluster = new ecs.CfnCluster(stack, "Cluster");
  const service = new ecs.CfnService(stack, "Runners", { cluster: cluster.ref });
  const hosts = new autoscaling.CfnAutoScalingGroup(stack, "Hosts", {
    minSize: "0",
    maxSize: "7",
    launchTemplate: { launchTemplateId: "lt-0123456789abcdef0", version: "1" },
  });
  const planner = new PlanCapacity(stack, "PlanCapacity", {
    settings: readSettings({}),
    capacity: { ...capacityDefaults, maxHosts: 7 },
    cluster: { clusterName: cluster.ref, clusterArn: cluster.attrArn },
    service: { serviceName: service.attrName, serviceArn: service.ref },
    autoScalingGroup: { autoScalingGroupName: hosts.ref },
    queues: { grading: pipeline.grading.queue, regrading: pipeline.regrading.queue },
    buckets: { releases: storage.releases, results: storage.results },
  });
  return { app, stack, cluster, planner, [Symbol.dispose]: () => stacks[Symbol.dispose]() };
}

function synthesiseFleet() {
  using fleet = makeFleet();
  return { template: Template.fromStack(fleet.stack), planner: fleet.planner };
}
