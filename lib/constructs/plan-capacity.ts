import { ArnFormat, Duration, Stack } from "aws-cdk-lib";
import type * as autoscaling from "aws-cdk-lib/aws-autoscaling";
import type * as ecs from "aws-cdk-lib/aws-ecs";
import type * as iam from "aws-cdk-lib/aws-iam";
import type * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { capacityDefaults } from "#core/limits.ts";
import { acknowledgeWildcard, allow } from "#lib/constructs/least-privilege.ts";
import { PipelineFunction } from "#lib/constructs/pipeline-function.ts";
import type { VersionedBucket } from "#lib/constructs/versioned-bucket.ts";
import type { Settings } from "#lib/settings.ts";

export interface PlanCapacityProps {
  readonly settings: Settings;
  /** `capacityDefaults`, or what an operator chose instead. */
  readonly capacity: Readonly<Record<keyof typeof capacityDefaults, number>>;
  readonly cluster: Pick<ecs.ICluster, "clusterName" | "clusterArn">;
  /** Of runners; its desired count is nobody else's to set. One task of it is one host. */
  readonly service: Pick<ecs.IService, "serviceName" | "serviceArn">;
  /** The hosts of the cluster. */
  readonly autoScalingGroup: Pick<autoscaling.IAutoScalingGroup, "autoScalingGroupName">;
  readonly queues: { readonly grading: sqs.IQueue; readonly regrading: sqs.IQueue };
  readonly buckets: { readonly releases: VersionedBucket; readonly results: VersionedBucket };
}

/** The Lambda that sets the number of hosts once a minute, with the least it needs for that. */
export class PlanCapacity extends Construct {
  readonly planner: PipelineFunction;

  constructor(scope: Construct, id: string, props: PlanCapacityProps) {
    super(scope, id);
    const { settings, capacity, cluster, service, autoScalingGroup, queues, buckets } = props;
    this.planner = new PipelineFunction(this, "Function", {
      settings,
      name: "plan-capacity",
      description: "Sets the number of runner hosts by backlog and deadlines",
      memoryMb: 256,
      // Shorter than a minute, so that no two runs of the clock overlap.
      timeout: Duration.seconds(50),
      environment: {
        RELEASES_BUCKET: buckets.releases.bucketName,
        RESULTS_BUCKET: buckets.results.bucketName,
        GRADING_QUEUE_URL: queues.grading.queueUrl,
        REGRADING_QUEUE_URL: queues.regrading.queueUrl,
        CLUSTER: cluster.clusterName,
        SERVICE: service.serviceName,
        AUTO_SCALING_GROUP: autoScalingGroup.autoScalingGroupName,
        MIN_HOSTS: String(capacity.minHosts),
        MAX_HOSTS: String(capacity.maxHosts),
        SLOTS_PER_HOST: String(capacity.slotsPerHost),
        TARGET_WAIT_MS: String(capacity.targetWaitMs),
        WARM_UP_LEAD_MS: String(capacity.warmUpLeadMs),
        SCALE_IN_COOL_DOWN_MS: String(capacity.scaleInCoolDownMs),
        IDLE_TO_ZERO_MS: String(capacity.idleToZeroMs),
        REGRADE_WITHIN_MS: String(capacity.regradeWithinMs),
        ASSUMED_JOB_MS: String(capacity.assumedJobMs),
      },
    });
    this.planner.repeat(Duration.minutes(1));
    this.#allowSeeing(this.planner.role, props);
    this.#allowResizing(this.planner.role, props);
  }

  #allowSeeing(role: iam.Role, { queues, buckets }: PlanCapacityProps): void {
    const queueArns = [queues.grading.queueArn, queues.regrading.queueArn];
    allow(role, ["sqs:GetQueueAttributes"], queueArns);
    buckets.releases.allow(role, ["s3:GetObject"], "*/current.json");
    buckets.releases.allow(role, ["s3:GetObject", "s3:PutObject"], "_capacity/*");
    buckets.releases.allowListing(role);
    // Names of students' folders, to count them; nothing in them.
    buckets.results.allowListing(role);
    allow(role, ["cloudwatch:GetMetricData"], ["*"]);
    acknowledgeWildcard(role, "*", "CloudWatch has no permission by metric");
  }

  #allowResizing(role: iam.Role, { cluster, service, autoScalingGroup }: PlanCapacityProps): void {
    allow(role, ["ecs:DescribeServices", "ecs:UpdateService"], [service.serviceArn]);
    allow(role, ["ecs:ListContainerInstances"], [cluster.clusterArn]);
    const hosts = Stack.of(this).formatArn({
      service: "ecs",
      resource: "container-instance",
      resourceName: `${cluster.clusterName}/*`,
    });
    allow(role, ["ecs:DescribeContainerInstances"], [hosts]);
    acknowledgeWildcard(role, hosts, "the hosts of one cluster, which come and go");
    const group = Stack.of(this).formatArn({
      service: "autoscaling",
      resource: "autoScalingGroup:*:autoScalingGroupName",
      resourceName: autoScalingGroup.autoScalingGroupName,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    allow(role, ["autoscaling:TerminateInstanceInAutoScalingGroup"], [group]);
    acknowledgeWildcard(
      role,
      group,
      "one group by its name; the identifier before it is known when it exists",
    );
  }
}
