import { readdirSync } from "node:fs";
import { Match } from "aws-cdk-lib/assertions";
import * as z from "zod";
import { describe, expect, it } from "vitest";
import { queueLimits } from "#core/limits.ts";
import { Env as AcceptEnv } from "#lambdas/accept-submission/env.ts";
import { Env as CloseEnv } from "#lambdas/close-failed-job/env.ts";
import { Env as PublishEnv } from "#lambdas/publish-assignment/env.ts";
import { resourceTypes, synthesiseStacks } from "#test/support/stacks.ts";

const { pipeline } = synthesiseStacks();
const { pipeline: onX86 } = synthesiseStacks({ architecture: "x86_64" });

const Reference = z
  .object({ "Fn::GetAtt": z.tuple([z.string(), z.string()]) })
  .transform((it) => it["Fn::GetAtt"][0]);
const Queue = z.object({
  Properties: z.object({
    VisibilityTimeout: z.number().default(30),
    RedrivePolicy: z.object({ deadLetterTargetArn: Reference, maxReceiveCount: z.number() }).optional(),
  }),
});
const LambdaFunction = z.object({
  Properties: z.object({
    Timeout: z.number(),
    Description: z.string(),
    Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
  }),
});
const EventSource = z.object({
  Properties: z.object({
    EventSourceArn: Reference,
    FunctionName: z.object({ Ref: z.string() }),
    BatchSize: z.number(),
    MaximumBatchingWindowInSeconds: z.number().optional(),
    FunctionResponseTypes: z.array(z.string()),
    ScalingConfig: z.object({ MaximumConcurrency: z.number() }),
  }),
});

const consuming = [
  "ChangeMessageVisibility",
  "DeleteMessage",
  "GetQueueAttributes",
  "GetQueueUrl",
  "ReceiveMessage",
];

const queues = read("AWS::SQS::Queue", Queue);
const functions = read("AWS::Lambda::Function", LambdaFunction);
const sources = [...read("AWS::Lambda::EventSourceMapping", EventSource).values()];

describe("the queues", () => {
  it("are four, each with a dead-letter queue of its own after the agreed number of deliveries", () => {
    const redrives = [...queues.values()].flatMap(({ Properties }) => Properties.RedrivePolicy ?? []);

    expect(queues.size).toBe(8);
    expect(redrives.map(({ maxReceiveCount }) => maxReceiveCount)).toEqual(
      Array(4).fill(queueLimits.maxReceiveCount),
    );
    expect(new Set(redrives.map(({ deadLetterTargetArn }) => deadLetterTargetArn)).size).toBe(4);
    for (const { deadLetterTargetArn } of redrives) expect([...queues.keys()]).toContain(deadLetterTargetArn);
  });

  it("are encrypted, keep messages for two weeks and are not FIFO", () => {
    pipeline.allResourcesProperties("AWS::SQS::Queue", {
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: queueLimits.retentionDays * 24 * 60 * 60,
      FifoQueue: Match.absent(),
    });
  });

  it("refuse what does not come over TLS", () => {
    pipeline.resourceCountIs("AWS::SQS::QueuePolicy", 8);
    pipeline.allResourcesProperties("AWS::SQS::QueuePolicy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
        ]),
      },
    });
  });

  it("let a dead runner cost a student only the short visibility timeout", () => {
    const polled = [...queues].filter(([id]) => /^(Grading|Regrading)Queue/.test(id));

    expect(polled.map(([, { Properties }]) => Properties.VisibilityTimeout)).toEqual([
      queueLimits.visibilityTimeoutSeconds,
      queueLimits.visibilityTimeoutSeconds,
    ]);
  });
});

describe("the event sources", () => {
  it("report failed messages one by one, in batches of at most ten and with bounded concurrency", () => {
    expect(sources).toHaveLength(4);
    for (const { Properties } of sources) {
      expect(Properties.FunctionResponseTypes).toEqual(["ReportBatchItemFailures"]);
      expect(Properties.BatchSize).toBe(10);
      expect(Properties.ScalingConfig.MaximumConcurrency).toBeLessThanOrEqual(4);
    }
  });

  it("have queues whose visibility timeout is six times their function's timeout", () => {
    for (const { Properties } of sources) {
      const visibilitySeconds = queues.get(Properties.EventSourceArn)?.Properties.VisibilityTimeout;
      const timeoutSeconds = functions.get(Properties.FunctionName.Ref)?.Properties.Timeout ?? Number.NaN;
      expect(visibilitySeconds).toBeGreaterThanOrEqual(6 * timeoutSeconds);
    }
  });

  it("wait to bring publications together, and never for a submission", () => {
    const windowOf = (queue: RegExp) =>
      sources
        .filter(({ Properties }) => queue.test(Properties.EventSourceArn))
        .map(({ Properties }) => Properties.MaximumBatchingWindowInSeconds);

    expect(windowOf(/^PublicationsQueue/)).toEqual([2]);
    expect(windowOf(/^UploadsQueue/)).toEqual([undefined]);
  });

  it("close the jobs of both grading queues' dead letters", () => {
    const closing = sources.filter(({ Properties }) =>
      Properties.FunctionName.Ref.startsWith("CloseFailedJob"),
    );

    expect(
      closing.map(({ Properties }) => Properties.EventSourceArn.replace(/[0-9A-F]{8}$/, "")).sort(),
    ).toEqual(["GradingDeadLetters", "RegradingDeadLetters"]);
  });
});

describe("the rules", () => {
  it("send created objects to a queue, and what cannot be delivered to that queue's dead letters", () => {
    pipeline.resourceCountIs("AWS::Events::Rule", 2);
    pipeline.allResourcesProperties("AWS::Events::Rule", {
      EventPattern: {
        source: ["aws.s3"],
        "detail-type": ["Object Created"],
        detail: { bucket: { name: [Match.anyValue()] } },
      },
      Targets: [Match.objectLike({ Arn: Match.anyValue(), DeadLetterConfig: { Arn: Match.anyValue() } })],
    });
  });
});

describe("the functions", () => {
  it("are all the folders with a handler that the fleet does not have, on Node 24 and ARM, each with a log group that forgets", () => {
    const folders = readdirSync("lambdas", { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith("/handler.ts"),
    );
    const ofTheFleet = ["plan-capacity/handler.ts"];

    expect(functions.size).toBe(folders.filter((file) => !ofTheFleet.includes(file)).length);
    pipeline.allResourcesProperties("AWS::Lambda::Function", {
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
      LoggingConfig: { LogGroup: Match.anyValue() },
    });
    pipeline.resourceCountIs("AWS::Logs::LogGroup", functions.size);
    pipeline.allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: 30 });
  });

  it("run on x86 where the context says so", () => {
    onX86.allResourcesProperties("AWS::Lambda::Function", {
      Architectures: ["x86_64"],
    });
  });

  it.each([
    { name: "PublishAssignment", env: PublishEnv },
    { name: "AcceptSubmission", env: AcceptEnv },
    { name: "CloseFailedJob", env: CloseEnv },
  ])("$name gets the variables its handler demands and no others", ({ name, env }) => {
    const found = [...functions].find(([id]) => id.startsWith(name))?.[1];

    expect(Object.keys(found?.Properties.Environment.Variables ?? {}).sort()).toEqual(
      [...Object.keys(env.shape), "NODE_OPTIONS"].sort(),
    );
  });

  it.each([
    {
      name: "PublishAssignment",
      s3: ["AbortMultipartUpload", "GetObject", "GetObjectVersion", "ListBucket", "PutObject"],
      sqs: [...consuming, "SendMessage"],
    },
    {
      name: "AcceptSubmission",
      s3: ["GetObject", "GetObjectVersion", "ListBucket", "PutObject"],
      sqs: [...consuming, "SendMessage"],
    },
    {
      name: "CloseFailedJob",
      s3: ["GetObject", "ListBucket", "PutObject"],
      sqs: [...consuming, "SendMessage"],
    },
  ])("$name may do exactly what it does", ({ name, s3, sqs }) => {
    expect(actionsOf(name)).toEqual([
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      ...s3.map((action) => `s3:${action}`),
      ...sqs.map((action) => `sqs:${action}`),
    ]);
  });

  it("may nowhere do anything to everything", () => {
    const statements = Object.values(pipeline.findResources("AWS::IAM::Policy")).flatMap((policy) =>
      statementsOf(policy),
    );

    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
    expect(statements.flatMap(({ Resource }) => Resource)).not.toContain("*");
    expect(Object.values(pipeline.findResources("AWS::IAM::Role"))).not.toContainEqual(
      expect.objectContaining({
        Properties: expect.objectContaining({ ManagedPolicyArns: expect.anything() }),
      }),
    );
  });

  it("are the only functions: no custom resource brings one of its own", () => {
    expect(resourceTypes(pipeline).filter((type) => type.startsWith("Custom::"))).toEqual([]);
  });
});

const oneOrMany = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item), item.transform((one) => [one])]);
const Policy = z.object({
  Properties: z.object({
    PolicyDocument: z.object({
      Statement: z.array(z.object({ Action: oneOrMany(z.string()), Resource: oneOrMany(z.unknown()) })),
    }),
  }),
});

function statementsOf(policy: unknown) {
  return Policy.parse(policy).Properties.PolicyDocument.Statement;
}

function actionsOf(name: string): string[] {
  const policies = Object.entries(pipeline.findResources("AWS::IAM::Policy"));
  const own = policies.filter(([id]) => id.startsWith(name)).flatMap(([, policy]) => statementsOf(policy));
  return [...new Set(own.flatMap(({ Action }) => Action))].sort();
}

function read<Schema extends z.ZodType>(type: string, schema: Schema): ReadonlyMap<string, z.output<Schema>> {
  const found = Object.entries(pipeline.findResources(type));
  return new Map(found.map(([id, resource]) => [id, schema.parse(resource)]));
}
