import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { localClientConfig } from "#cli/local/aws-environment.ts";
import { deployLocally } from "#cli/local/deploy.ts";
import type { Deployment } from "#core/deployment.ts";
import { localAssembly } from "./assembly.ts";
import { startTestMiniStack } from "./ministack.ts";

export interface DeployedStack extends AsyncDisposable {
  readonly endpoint: string;
  /** Of MiniStack's process group. */
  readonly pid: number;
  readonly deployment: Deployment;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  /** What MiniStack and its Lambdas print: the first place to look when a test waits in vain. */
  readonly logFile: string;
}

/** The storage and pipeline stacks, deployed to a MiniStack of their own: some 2 s once they are synthesised. */
export async function deployedStack(): Promise<DeployedStack> {
  await using started = new AsyncDisposableStack();
  const ministack = started.use(await startTestMiniStack());
  const deployment = await deployLocally({
    endpoint: ministack.endpoint,
    outDir: join(ministack.dir, "cdk"),
    logFile: join(ministack.dir, "cdk.log"),
    assembly: await localAssembly(),
  });
  const config = localClientConfig(ministack.endpoint);
  const s3 = new S3Client(config);
  const sqs = new SQSClient(config);
  started.defer(() => {
    s3.destroy();
    sqs.destroy();
  });
  const owned = started.move();
  return {
    endpoint: ministack.endpoint,
    pid: ministack.pid,
    deployment,
    s3,
    sqs,
    logFile: ministack.logFile,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
