import { ArnFormat, Stack } from "aws-cdk-lib";
import type * as ecs from "aws-cdk-lib/aws-ecs";
import * as iam from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { acknowledgeWildcard, allow } from "#lib/constructs/least-privilege.ts";
import type { Settings } from "#lib/settings.ts";
import type { PipelineStack } from "#lib/stacks/pipeline.ts";
import type { StorageStack } from "#lib/stacks/storage.ts";

export interface RunnerRoleProps {
  readonly settings: Settings;
  readonly storage: StorageStack;
  readonly pipeline: PipelineStack;
  readonly cluster: ecs.Cluster;
}

/** An inference profile of Bedrock has the id of its model behind the name of the regions that it chooses from. */
const PROFILE = /^(?:us|us-gov|eu|apac|jp|au|ca|global)\.(?<model>.+)$/;

/** What a runner does, and nothing else. */
export class RunnerRole extends iam.Role {
  constructor(scope: Construct, id: string, props: RunnerRoleProps) {
    super(scope, id, {
      assumedBy: new iam.ServicePrincipal("ecs-tasks.amazonaws.com"),
      description: "Grades: reads submissions and releases, writes results, works off the grading queues",
    });
    this.#allowGrading(props);
    this.#allowProtectingItself(props.cluster);
    if (props.settings.aiModelId !== undefined) this.#allowModel(props.settings.aiModelId);
  }

  #allowGrading({ storage, pipeline }: RunnerRoleProps): void {
    // Listing, because S3 answers 403 instead of 404 to those who may not list.
    for (const bucket of [storage.releases, storage.submissions, storage.results]) bucket.allowListing(this);
    storage.releases.allow(this, ["s3:GetObject", "s3:GetObjectVersion"]);
    storage.submissions.allow(this, ["s3:GetObject", "s3:GetObjectVersion"]);
    storage.results.allow(this, ["s3:GetObject", "s3:PutObject"]);
    allow(
      this,
      ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
      [pipeline.grading.queue.queueArn, pipeline.regrading.queue.queueArn],
    );
    allow(this, ["sqs:SendMessage"], [pipeline.publications.queue.queueArn]);
  }

  /** From being ended while it grades. */
  #allowProtectingItself(cluster: ecs.Cluster): void {
    const tasks = cluster.arnForTasks("*");
    allow(this, ["ecs:UpdateTaskProtection"], [tasks]);
    acknowledgeWildcard(this, tasks, "the tasks of one cluster, which all are runners");
  }

  #allowModel(id: string): void {
    const model = PROFILE.exec(id)?.groups?.["model"];
    const foundationModel = (name: string, region?: string) =>
      Stack.of(this).formatArn({
        service: "bedrock",
        account: "",
        ...(region && { region }),
        resource: "foundation-model",
        resourceName: name,
      });
    if (model === undefined) return allow(this, ["bedrock:InvokeModel"], [foundationModel(id)]);
    const everywhere = foundationModel(model, "*");
    const profile = Stack.of(this).formatArn({
      service: "bedrock",
      resource: "inference-profile",
      resourceName: id,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    allow(this, ["bedrock:InvokeModel"], [profile, everywhere]);
    acknowledgeWildcard(
      this,
      everywhere,
      "one model, in the regions that its inference profile chooses from",
    );
  }
}
