import { dirname, join } from "node:path";
import { ListBucketsCommand, PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { localAwsEnvironment } from "#cli/local/aws-environment.ts";
import { assertEmulatorKeepsPromises } from "#cli/local/check-emulator.ts";
import { deployLocally } from "#cli/local/deploy.ts";
import { runCdk } from "#cli/local/run-cdk.ts";
import { stackNames } from "#core/deployment.ts";
import { localAssembly } from "#test/support/assembly.ts";
import { type DeployedStack, deployedStack } from "#test/support/deployed.ts";
import { writesBelow } from "#test/support/object-versions.ts";
import { putObject } from "#test/support/published.ts";
import { deliver } from "#test/support/uploads.ts";

let stack: DeployedStack;
beforeAll(async () => {
  stack = await deployedStack();
});
afterAll(() => stack[Symbol.asyncDispose]());

describe("deploying to an emulator", () => {
  it("again, by the name localhost, keeps what is in its buckets and queues", async () => {
    const { ResultsBucket, RegradingQueueUrl } = stack.deployment;
    await putObject(stack.s3, { bucket: ResultsBucket, key: "kept", body: "a grade" });
    await deliver(stack.sqs, RegradingQueueUrl, "a job");

    const again = await deploy(stack.endpoint.replace("127.0.0.1", "localhost"), await localAssembly());

    expect(again).toEqual(stack.deployment);
    expect(await writesBelow(stack.s3, ResultsBucket, "kept")).toEqual(["kept"]);
    const { Messages } = await stack.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: RegradingQueueUrl, WaitTimeSeconds: 5 }),
    );
    expect(Messages?.map(({ Body }) => Body)).toEqual(["a job"]);
    await expect(assertEmulatorKeepsPromises(stack.endpoint, again)).resolves.toBeUndefined();
  });

  it("over another version changes what is there in place, and keeps what is in it", async () => {
    const { ResultsBucket, RegradingQueueUrl } = stack.deployment;
    await putObject(stack.s3, { bucket: ResultsBucket, key: "older", body: "a grade" });
    await deliver(stack.sqs, RegradingQueueUrl, "an older job");
    expect(await logRetentions()).toEqual(Array(3).fill(30));

    const changed = await deploy(stack.endpoint, await synthesiseChanged());

    expect(changed).toEqual(stack.deployment);
    expect(await logRetentions()).toEqual(Array(3).fill(7));
    expect(await writesBelow(stack.s3, ResultsBucket, "older")).toEqual(["older"]);
    const { Messages } = await stack.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: RegradingQueueUrl, WaitTimeSeconds: 5 }),
    );
    expect(Messages?.map(({ Body }) => Body)).toEqual(["an older job"]);
    await expect(assertEmulatorKeepsPromises(stack.endpoint, changed)).resolves.toBeUndefined();
  });

  it("ends with what the CDK printed when that fails", async () => {
    await expect(deploy(stack.endpoint, "/nowhere/assembly")).rejects.toThrow(
      /cdk deploy failed .*\/nowhere\/assembly/s,
    );
  });

  it("ends with a clear word when nobody answers", async () => {
    await expect(deploy("http://127.0.0.1:9", await localAssembly())).rejects.toThrow(/127\.0\.0\.1:9/);
  });
});

describe("an emulator that ignores what Assay relies on", () => {
  it("is refused by name: dead-letter queues", async () => {
    await stack.sqs.send(
      new SetQueueAttributesCommand({
        QueueUrl: stack.deployment.GradingQueueUrl,
        Attributes: { RedrivePolicy: "" },
      }),
    );

    await expect(assertEmulatorKeepsPromises(stack.endpoint, stack.deployment)).rejects.toThrow(
      /the grading queue has no dead-letter queue/,
    );
  });

  it("is refused by name: versions", async () => {
    await stack.s3.send(
      new PutBucketVersioningCommand({
        Bucket: stack.deployment.SubmissionsBucket,
        VersioningConfiguration: { Status: "Suspended" },
      }),
    );

    await expect(assertEmulatorKeepsPromises(stack.endpoint, stack.deployment)).rejects.toThrow(
      /the submissions bucket is not versioned/,
    );
  });
});

function deploy(endpoint: string, assembly: string) {
  const dir = join(stack.logFile, "..", "again");
  return deployLocally({ endpoint, outDir: dir, logFile: join(dir, "cdk.log"), assembly });
}

describe("destroying what was deployed", () => {
  it("leaves neither buckets nor queues", async () => {
    const { ResultsBucket, GradingQueueUrl } = stack.deployment;
    await runCdk(
      ["destroy", stackNames.pipeline, stackNames.storage, "--force", "--app", await localAssembly()],
      { environment: localAwsEnvironment(stack.endpoint), logFile: stack.logFile },
    );

    const { Buckets = [] } = await stack.s3.send(new ListBucketsCommand());
    expect(Buckets.map(({ Name }) => Name)).not.toContain(ResultsBucket);
    await expect(
      stack.sqs.send(new GetQueueAttributesCommand({ QueueUrl: GradingQueueUrl })),
    ).rejects.toThrow(/queue/i);
  });
});

const LogGroups = z.object({
  logGroups: z.array(z.object({ logGroupName: z.string(), retentionInDays: z.number().optional() })),
});

/** In days, of the log groups that the pipeline stack made. */
async function logRetentions(): Promise<readonly (number | undefined)[]> {
  const answer = await fetch(stack.endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "Logs_20140328.DescribeLogGroups",
    },
    body: "{}",
  });
  return LogGroups.parse(await answer.json())
    .logGroups.filter(({ logGroupName }) => logGroupName.includes(stackNames.pipeline))
    .map(({ retentionInDays }) => retentionInDays);
}

/** The same stacks as another version may have them. */
async function synthesiseChanged(): Promise<string> {
  const assembly = join(dirname(stack.logFile), "changed");
  await runCdk(
    ["synth", stackNames.storage, stackNames.pipeline, "--exclusively", "--quiet", "--output", assembly]
      .concat("--context", "removal=destroy")
      .concat("--context", "retentionDays=7"),
    { environment: {}, logFile: join(dirname(stack.logFile), "changed.log") },
  );
  return assembly;
}
