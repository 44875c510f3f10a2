import { Aws, CfnOutput, Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as sns from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Construct } from "constructs";
import { Alarms } from "#lib/constructs/alarms.ts";
import { Dashboard } from "#lib/constructs/dashboard.ts";
import { SavedQueries } from "#lib/constructs/saved-queries.ts";
import type { Settings } from "#lib/settings.ts";
import type { FleetStack } from "#lib/stacks/fleet.ts";
import type { PipelineStack } from "#lib/stacks/pipeline.ts";

export interface ObservabilityStackProps {
  readonly settings: Settings;
  readonly pipeline: PipelineStack;
  readonly fleet: Pick<FleetStack, "planner" | "runnerLogs">;
}

/** What tells people how it goes: one dashboard, alarms, and queries over the logs. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, { settings, pipeline, fleet }: ObservabilityStackProps) {
    super(scope, id, { description: "Assay: dashboard, alarms and saved queries" });
    const functions = [...pipeline.functions, fleet.planner];
    const topic = this.#addTopic(settings);
    const { all: alarms } = new Alarms(this, "Alarms", { pipeline, functions, topic });
    const { hostHourUsd } = settings;
    new Dashboard(this, "Dashboard", { pipeline, functions, alarms, hostHourUsd });
    new SavedQueries(this, "Queries", {
      lambdas: functions.map(({ logs }) => logs),
      runners: fleet.runnerLogs,
    });
    new CfnOutput(this, "AlarmTopicArn", { value: topic.topicArn });
  }

  /** Its messages name alarms and numbers, no student. */
  #addTopic({ alarmEmail }: Settings): sns.Topic {
    const topic = new sns.Topic(this, "AlarmTopic", { enforceSSL: true });
    // A policy of its own takes the place of the one by which alarms of the account may publish.
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        actions: ["sns:Publish"],
        resources: [topic.topicArn],
        principals: [new iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
      }),
    );
    if (alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(alarmEmail));
    return topic;
  }
}
