import { Stack, Validations } from "aws-cdk-lib";
import * as autoscaling from "aws-cdk-lib/aws-autoscaling";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as ecs from "aws-cdk-lib/aws-ecs";
import * as iam from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { FleetNetwork } from "#lib/constructs/fleet-network.ts";
import { acknowledgeWildcard, allow } from "#lib/constructs/least-privilege.ts";
import type { Settings } from "#lib/settings.ts";

export interface FleetHostsProps {
  readonly settings: Settings;
  readonly network: FleetNetwork;
  readonly cluster: ecs.Cluster;
}

/** Hosts that ECS starts when a runner has no place, and that end when they are empty. */
export class FleetHosts extends Construct {
  readonly group: autoscaling.AutoScalingGroup;
  readonly capacityProvider: ecs.CfnCapacityProvider;

  constructor(scope: Construct, id: string, props: FleetHostsProps) {
    super(scope, id);
    this.group = this.#addGroup(props, this.#addTemplate(props));
    this.capacityProvider = new ecs.CfnCapacityProvider(this, "Provider", {
      autoScalingGroupProvider: {
        autoScalingGroupArn: this.group.autoScalingGroupName,
        managedScaling: {
          status: "ENABLED",
          // Every host has its runner; a spare one would be paid and idle.
          targetCapacity: 100,
          minimumScalingStepSize: 1,
          maximumScalingStepSize: props.settings.maxHosts,
        },
        // A host that grades is not the one that ends when the number goes down; see the group.
        managedTerminationProtection: "ENABLED",
        // One that has to end all the same gives its runner the time to drain.
        managedDraining: "ENABLED",
      },
    });
  }

  #addTemplate({ settings, network, cluster }: FleetHostsProps): ec2.LaunchTemplate {
    const userData = ec2.UserData.forLinux();
    userData.addCommands(...startOfHost(cluster.clusterName));
    return new ec2.LaunchTemplate(this, "Template", {
      // The newest at each deployment, by the parameter that AWS keeps.
      machineImage: ecs.EcsOptimizedImage.amazonLinux2023(
        architectureOf(settings) === ec2.InstanceArchitecture.ARM_64
          ? ecs.AmiHardwareType.ARM
          : ecs.AmiHardwareType.STANDARD,
      ),
      userData,
      role: this.#addRole(cluster),
      securityGroup: network.hosts,
      associatePublicIpAddress: settings.network === "public",
      // An answer of the metadata service does not live long enough to reach a container behind the bridge.
      requireImdsv2: true,
      httpPutResponseHopLimit: 1,
      blockDevices: [
        {
          deviceName: "/dev/xvda",
          volume: ec2.BlockDeviceVolume.ebs(settings.diskGiB, {
            volumeType: ec2.EbsDeviceVolumeType.GP3,
            encrypted: true,
            deleteOnTermination: true,
          }),
        },
      ],
    });
  }

  /** Of the ECS agent. Images are pulled and logs are written by the execution role of the task, not by this one. */
  #addRole(cluster: ecs.Cluster): iam.Role {
    const role = new iam.Role(this, "Role", {
      assumedBy: new iam.ServicePrincipal("ec2.amazonaws.com"),
      description: "Lets a host join the cluster of runners",
    });
    allow(
      role,
      [
        "ecs:RegisterContainerInstance",
        "ecs:DeregisterContainerInstance",
        "ecs:SubmitTaskStateChange",
        "ecs:SubmitContainerStateChange",
        "ecs:SubmitAttachmentStateChanges",
      ],
      [cluster.clusterArn],
    );
    const hosts = Stack.of(this).formatArn({
      service: "ecs",
      resource: "container-instance",
      resourceName: `${cluster.clusterName}/*`,
    });
    // The last is how the agent drains its host when Spot takes it back.
    allow(role, ["ecs:Poll", "ecs:StartTelemetrySession", "ecs:UpdateContainerInstancesState"], [hosts]);
    acknowledgeWildcard(role, hosts, "the hosts of one cluster, which come and go");
    allow(role, ["ecs:DiscoverPollEndpoint"], ["*"]);
    acknowledgeWildcard(
      role,
      "*",
      "the agent asks it before it belongs to a cluster; ECS has no resource for it",
    );
    return role;
  }

  #addGroup(
    { settings, network }: FleetHostsProps,
    launchTemplate: ec2.LaunchTemplate,
  ): autoscaling.AutoScalingGroup {
    const group = new autoscaling.AutoScalingGroup(this, "Group", {
      vpc: network.vpc,
      vpcSubnets: network.subnets,
      minCapacity: 0,
      // One beside them, or a deployment of a full fleet could start no new runner before it ends an old one.
      maxCapacity: settings.maxHosts + 1,
      mixedInstancesPolicy: {
        launchTemplate,
        launchTemplateOverrides: instanceTypes(settings).map((instanceType) => ({ instanceType })),
        instancesDistribution: {
          onDemandBaseCapacity: 0,
          onDemandPercentageAboveBaseCapacity: 100 - settings.spotShare,
          spotAllocationStrategy: autoscaling.SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED,
        },
      },
      // ECS takes the protection away from those without a task.
      newInstancesProtectedFromScaleIn: true,
    });
    for (const [rule, reason] of acknowledged) {
      Validations.of(group).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
    }
    return group;
  }
}

const acknowledged = [
  ["AS3", "hosts come and go with every rush; alarms on the queues say what is wrong with the fleet"],
  ["EC26", "the rule cannot read a group of several instance types; its template encrypts the only disk"],
] as const;

/** Written before the ECS agent starts, which waits for the end of cloud-init. */
function startOfHost(clusterName: string): readonly string[] {
  const ofAgent = [
    `ECS_CLUSTER=${clusterName}`,
    // SIGTERM at the notice of two minutes, not SIGKILL at the end of it.
    "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true",
    "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true",
    // Images are named by their content.
    "ECS_IMAGE_PULL_BEHAVIOR=prefer-cached",
    // What an ended runner had on the disk is room for the next one.
    "ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION=5m",
  ];
  return [
    ...ofAgent.map((line) => `echo ${line} >> /etc/ecs/ecs.config`),
    // Each start of a program inside gVisor's boot waits for a grace period of RCU: a boot is a third faster.
    "echo 1 > /sys/kernel/rcu_expedited",
  ];
}

function instanceTypes({ instanceTypes }: Settings): readonly ec2.InstanceType[] {
  return instanceTypes.map((type) => new ec2.InstanceType(type));
}

/** Of all types; one image cannot be for two. */
export function architectureOf(settings: Settings): ec2.InstanceArchitecture {
  const types = instanceTypes(settings);
  const [architecture, other] = new Set(types.map((type) => type.architecture));
  if (architecture === undefined || other !== undefined) {
    throw new Error(
      `context of the CDK app is wrong\ninstanceTypes: ${types.join(",")} must name types of one processor architecture`,
    );
  }
  return architecture;
}
