import { RemovalPolicy } from "aws-cdk-lib";
import * as logs from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { Settings } from "#lib/settings.ts";

/** A log group that forgets after the days of the settings, and outlives its stack where grades do. */
export function logGroup(scope: Construct, id: string, settings: Settings): logs.LogGroup {
  return new logs.LogGroup(scope, id, {
    retention: settings.retentionDays,
    removalPolicy: settings.removal === "destroy" ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
  });
}
