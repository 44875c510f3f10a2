import { CfnOutput, Stack, Validations } from "aws-cdk-lib";
import * as ecs from "aws-cdk-lib/aws-ecs";
import type * as logs from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { FleetHosts } from "#lib/constructs/fleet-hosts.ts";
import { FleetNetwork } from "#lib/constructs/fleet-network.ts";
import { PlanCapacity } from "#lib/constructs/plan-capacity.ts";
import type { PipelineFunction } from "#lib/constructs/pipeline-function.ts";
import { RunnerTask } from "#lib/constructs/runner-task.ts";
import type { Settings } from "#lib/settings.ts";
import type { PipelineStack } from "#lib/stacks/pipeline.ts";
import type { StorageStack } from "#lib/stacks/storage.ts";

export interface FleetStackProps {
  readonly settings: Settings;
  readonly storage: StorageStack;
  readonly pipeline: PipelineStack;
}

/** Hosts that grade: none while nothing is submitted, and ready before a deadline. */
export class FleetStack extends Stack {
  readonly planner: PipelineFunction;
  readonly runnerLogs: logs.LogGroup;

  constructor(scope: Construct, id: string, props: FleetStackProps) {
    super(scope, id, { description: "Assay: runners on EC2, and how many of them" });
    const { settings, storage, pipeline } = props;
    const network = new FleetNetwork(this, "Network", {
      settings,
      buckets: [storage.releases, storage.submissions, storage.results],
    });
    const cluster = this.#addCluster(network);
    const hosts = new FleetHosts(this, "Hosts", { settings, network, cluster });
    const task = new RunnerTask(this, "Runner", { ...props, cluster });
    this.runnerLogs = task.logs;
    const service = this.#addService(cluster, hosts, task);
    const { planner } = new PlanCapacity(this, "PlanCapacity", {
      settings,
      capacity: settings,
      cluster,
      service: { serviceName: service.attrName, serviceArn: service.ref },
      autoScalingGroup: hosts.group,
      queues: { grading: pipeline.grading.queue, regrading: pipeline.regrading.queue },
      buckets: { releases: storage.releases, results: storage.results },
    });
    this.planner = planner;
    new CfnOutput(this, "ClusterName", { value: cluster.clusterName });
    new CfnOutput(this, "ServiceName", { value: service.attrName });
  }

  #addCluster({ vpc }: FleetNetwork): ecs.Cluster {
    const cluster = new ecs.Cluster(this, "Cluster", {
      vpc,
      containerInsightsV2: ecs.ContainerInsights.DISABLED,
    });
    Validations.of(cluster).acknowledge({
      id: "AwsSolutions::AwsSolutions-ECS4",
      reason: "runners and plan-capacity say of themselves what it would tell, for less",
    });
    return cluster;
  }

  #addService(cluster: ecs.Cluster, hosts: FleetHosts, task: RunnerTask): ecs.CfnService {
    const capacityProvider = hosts.capacityProvider.ref;
    const strategy = [{ capacityProvider, weight: 1 }];
    const association = new ecs.CfnClusterCapacityProviderAssociations(this, "Capacity", {
      cluster: cluster.clusterName,
      capacityProviders: [capacityProvider],
      defaultCapacityProviderStrategy: strategy,
    });
    const service = new ecs.CfnService(this, "Runners", {
      cluster: cluster.clusterArn,
      taskDefinition: task.definition.taskDefinitionArn,
      capacityProviderStrategy: strategy,
      // One on a host. Not a daemon: what has no place is what makes ECS start hosts. No desired count either: ECS
      // begins with one, which shows that a new deployment works, and from then on it is for plan-capacity to say.
      schedulingStrategy: "REPLICA",
      placementConstraints: [{ type: "distinctInstance" }],
      availabilityZoneRebalancing: "DISABLED",
      deploymentConfiguration: {
        // A new runner takes jobs before an old one ends.
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        deploymentCircuitBreaker: { enable: true, rollback: true },
      },
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
    });
    // The second, because a runner without the policy of its role would fail.
    service.node.addDependency(association, task.definition.taskRole);
    return service;
  }
}
