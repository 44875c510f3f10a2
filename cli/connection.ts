import { readFile } from "node:fs/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";
import { PlatformError, UserError } from "#cli/errors.ts";
import { type LocalClientConfig, localClientConfig } from "#cli/local/aws-environment.ts";
import { runs } from "#cli/local/process-identity.ts";
import { readSession } from "#cli/local/session.ts";
import type { Shell } from "#cli/shell.ts";
import { Deployment, stackNames } from "#core/deployment.ts";

interface Clients {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
}

/** A deployment of the pipeline and clients that reach it. */
export interface Connection extends Clients, Disposable {
  readonly deployment: Deployment;
}

/**
 * The deployment that `--deployment` or `ASSAY_DEPLOYMENT` names, by the AWS credentials and region of the
 * environment; else the local stack that is up.
 */
export async function connect(shell: Shell, deploymentFile: string | undefined): Promise<Connection> {
  const file = deploymentFile ?? shell.settings.deploymentFile;
  if (file !== undefined) return connected(clients(shell, {}), await readDeployment(file));

  const session = readSession(shell.settings.home.sessionFile);
  if (session?.deployment === undefined) {
    throw new PlatformError(
      "no pipeline to talk to: 'assay up' starts one on this machine, --deployment <file> names one on AWS",
    );
  }
  if (session.runner === undefined || !runs(session.runner)) {
    shell.note(
      shell.colours.yellow("the runner of the local stack does not run; 'assay up' starts it again"),
    );
  }
  return connected(clients(shell, localClientConfig(session.endpoint)), session.deployment);
}

function clients(shell: Shell, config: LocalClientConfig | object): Clients {
  return { s3: shell.openS3(config), sqs: shell.openSqs(config) };
}

export function connected({ s3, sqs }: Clients, deployment: Deployment): Connection {
  return {
    s3,
    sqs,
    deployment,
    [Symbol.dispose]: () => {
      s3.destroy();
      sqs.destroy();
    },
  };
}

/** What `cdk deploy --outputs-file` writes: the outputs of each stack below its name. */
const OutputsFile = z.object({
  [stackNames.storage]: z.record(z.string(), z.string()),
  [stackNames.pipeline]: z.record(z.string(), z.string()),
});

async function readDeployment(file: string): Promise<Deployment> {
  try {
    const outputs = OutputsFile.parse(JSON.parse(await readFile(file, "utf8")));
    return Deployment.parse({ ...outputs[stackNames.storage], ...outputs[stackNames.pipeline] });
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new UserError(
      `${file} does not name a deployment; it must be what 'cdk deploy --outputs-file' wrote: ${reason}`,
      { cause: error },
    );
  }
}
