import { join } from "node:path";
import { AssetHashType, DockerImage, type Duration } from "aws-cdk-lib";
import * as events from "aws-cdk-lib/aws-events";
import * as targets from "aws-cdk-lib/aws-events-targets";
import * as iam from "aws-cdk-lib/aws-iam";
import type * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import * as lambda from "aws-cdk-lib/aws-lambda";
import { SqsEventSource, type SqsEventSourceProps } from "aws-cdk-lib/aws-lambda-event-sources";
import type * as logs from "aws-cdk-lib/aws-logs";
import type * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { logGroup } from "#lib/constructs/log-group.ts";
import type { Settings } from "#lib/settings.ts";
import { bundleLambda, PROJECT_ROOT } from "./bundle-lambda.ts";

export interface PipelineFunctionProps {
  readonly settings: Settings;
  /** The folder below `lambdas/` whose `handler.ts` it runs. */
  readonly name: string;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeout: Duration;
  /** The variables that the folder's `env.ts` demands, and no others. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A Lambda that works off a queue or runs by the clock, with a role that can do nothing but write its log until it is granted more. */
export class PipelineFunction extends Construct {
  readonly role: iam.Role;
  readonly logs: logs.LogGroup;
  readonly errors: cloudwatch.Metric;
  readonly throttles: cloudwatch.Metric;
  readonly #function: lambda.Function;

  constructor(scope: Construct, id: string, props: PipelineFunctionProps) {
    super(scope, id);
    this.logs = logGroup(this, "Logs", props.settings);
    this.role = new iam.Role(this, "Role", {
      assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com"),
      description: props.description,
    });
    this.logs.grantWrite(this.role);
    this.#function = new lambda.Function(this, "Function", {
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture:
        props.settings.architecture === "arm64" ? lambda.Architecture.ARM_64 : lambda.Architecture.X86_64,
      code: bundled(props.name),
      handler: "index.handler",
      description: props.description,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      role: this.role,
      logGroup: this.logs,
      environment: { NODE_OPTIONS: "--enable-source-maps", ...props.environment },
    });
    this.errors = this.#function.metricErrors({ label: props.name });
    this.throttles = this.#function.metricThrottles({ label: props.name });
  }

  /** Has the function work off a queue, of whose messages it reports those that failed. */
  consume(queue: sqs.IQueue, options: SqsEventSourceProps): void {
    this.#function.addEventSource(new SqsEventSource(queue, { ...options, reportBatchItemFailures: true }));
  }

  /** Has the function run by the clock. A run that fails is not tried again: the next is not far. */
  repeat(every: Duration): void {
    new events.Rule(this, "Clock", {
      schedule: events.Schedule.rate(every),
      targets: [new targets.LambdaFunction(this.#function, { retryAttempts: 0 })],
    });
  }
}

function bundled(name: string): lambda.Code {
  return lambda.Code.fromAsset(join(PROJECT_ROOT, "lambdas", name), {
    // Of what esbuild wrote: a change in core/ changes it, a comment does not.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Demanded by the CDK and never pulled, because the local bundler does not decline.
      image: DockerImage.fromRegistry("scratch"),
      local: {
        tryBundle(outputDir) {
          bundleLambda(name, outputDir);
          return true;
        },
      },
    },
  });
}
