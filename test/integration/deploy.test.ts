import { join } from "node:path";
import { PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assertEmulatorKeepsPromises } from "#cli/local/check-emulator.ts";
import { deployLocally } from "#cli/local/deploy.ts";
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
