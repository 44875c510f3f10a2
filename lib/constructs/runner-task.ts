import { Aws, Duration, Validations } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import { Platform } from "aws-cdk-lib/aws-ecr-assets";
import * as ecs from "aws-cdk-lib/aws-ecs";
import * as iam from "aws-cdk-lib/aws-iam";
import type * as logs from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { PROJECT_ROOT } from "#lib/constructs/bundle-lambda.ts";
import { architectureOf } from "#lib/constructs/fleet-hosts.ts";
import { acknowledgeWildcard } from "#lib/constructs/least-privilege.ts";
import { logGroup } from "#lib/constructs/log-group.ts";
import { RunnerRole } from "#lib/constructs/runner-role.ts";
import { cacheBytes, type Settings } from "#lib/settings.ts";
import type { PipelineStack } from "#lib/stacks/pipeline.ts";
import type { StorageStack } from "#lib/stacks/storage.ts";

export interface RunnerTaskProps {
  readonly settings: Settings;
  readonly storage: StorageStack;
  readonly pipeline: PipelineStack;
  readonly cluster: ecs.Cluster;
}

/** Jobs that run when a runner is told to end have so long, and then go back to the queue. */
const DRAIN_GRACE_MS = 90_000;
/** Longer than that, for polls that are on their way; shorter than the two minutes' notice of Spot. */
const STOP_TIMEOUT = Duration.seconds(110);
/** What the agent itself needs. Sandboxes have limits of their own, and the whole host. */
const MEMORY_MIB = 1024;

/** One runner, and all that it may do. */
export class RunnerTask extends Construct {
  readonly definition: ecs.Ec2TaskDefinition;
  readonly logs: logs.LogGroup;

  constructor(scope: Construct, id: string, props: RunnerTaskProps) {
    super(scope, id);
    this.logs = logGroup(this, "Logs", props.settings);
    this.definition = new ecs.Ec2TaskDefinition(this, "Definition", {
      // It needs no address of its own, which would take seconds to attach; behind the bridge, the metadata service
      // of the host, and so its role, is out of reach.
      networkMode: ecs.NetworkMode.BRIDGE,
      taskRole: new RunnerRole(this, "Role", props),
      executionRole: this.#addExecutionRole(),
    });
    this.definition.addContainer("Runner", {
      image: ecs.ContainerImage.fromAsset(PROJECT_ROOT, {
        file: "sandbox-runner/Dockerfile",
        platform: platformOf(props.settings),
      }),
      // For gVisor, inside which students' programs have none of it:
      // - a seccomp profile that lets it trace and mount; ECS cannot name one, and Docker's own ends every boot;
      // - CAP_SYS_ADMIN, for the namespaces and mounts of each sandbox;
      // - a /sys/fs/cgroup that can be written, for the limits of each sandbox. It is the one of this container: in
      //   a namespace of its own it may not move processes in the host's, cgroups(7), "nsdelegate".
      privileged: true,
      memoryReservationMiB: MEMORY_MIB,
      // Reaps what a killed gVisor leaves, and hands SIGTERM on.
      linuxParameters: new ecs.LinuxParameters(this, "Linux", { initProcessEnabled: true }),
      stopTimeout: STOP_TIMEOUT,
      // ECS replaces a runner that is not well by its own account, or not heard of; see docs/operations.md.
      healthCheck: {
        command: ["CMD", "node", "sandbox-runner/health.ts"],
        interval: Duration.seconds(30),
        timeout: Duration.seconds(10),
        retries: 3,
        startPeriod: Duration.minutes(2),
      },
      environment: environment(props),
      logging: ecs.LogDrivers.awsLogs({
        streamPrefix: "runner",
        logGroup: this.logs,
        // A grading must not wait for its log.
        mode: ecs.AwsLogDriverMode.NON_BLOCKING,
      }),
    });
    Validations.of(this.definition).acknowledge({
      id: "AwsSolutions::AwsSolutions-ECS2",
      reason: "names of buckets and queues of this deployment; there is no secret among them",
    });
  }

  /** Pulls the image and writes the log, for the agent. */
  #addExecutionRole(): iam.Role {
    const role = new iam.Role(this, "ExecutionRole", {
      assumedBy: new iam.ServicePrincipal("ecs-tasks.amazonaws.com"),
      description: "Pulls the image of the runner and writes its log",
    });
    acknowledgeWildcard(role, "*", "ecr:GetAuthorizationToken has no resource");
    return role;
  }
}

/** What sandbox-runner/settings.ts demands, and what depends on the host; the image itself says where its programs are. */
function environment({ settings, storage, pipeline }: RunnerTaskProps): Record<string, string> {
  return {
    AWS_REGION: Aws.REGION,
    ASSAY_RELEASES_BUCKET: storage.releases.bucketName,
    ASSAY_SUBMISSIONS_BUCKET: storage.submissions.bucketName,
    ASSAY_RESULTS_BUCKET: storage.results.bucketName,
    ASSAY_GRADING_QUEUE_URL: pipeline.grading.queue.queueUrl,
    ASSAY_REGRADING_QUEUE_URL: pipeline.regrading.queue.queueUrl,
    ASSAY_PUBLICATIONS_QUEUE_URL: pipeline.publications.queue.queueUrl,
    ASSAY_SLOTS: String(settings.slotsPerHost),
    ASSAY_CACHE_DISK_BYTES: String(cacheBytes(settings)),
    ASSAY_IMAGES_DISK_BYTES: String(cacheBytes(settings)),
    ASSAY_DRAIN_GRACE_MS: String(DRAIN_GRACE_MS),
    ...(settings.aiModelId === undefined ? {} : { ASSAY_AI_MODEL_ID: settings.aiModelId }),
  };
}

function platformOf(settings: Settings): Platform {
  return architectureOf(settings) === ec2.InstanceArchitecture.ARM_64
    ? Platform.LINUX_ARM64
    : Platform.LINUX_AMD64;
}
