import { Match, type Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { capacityDefaults } from "#core/limits.ts";
import { resourceTypes, synthesiseStacks } from "#test/support/stacks.ts";
import { actionsOf, choices, withModel } from "./fleet-templates.ts";

const { fleet } = synthesiseStacks();
const { fleet: chosen } = synthesiseStacks(choices);
const { fleet: isolatedWithModel } = synthesiseStacks(withModel);

describe("the network", () => {
  it("has no way in or out but the endpoints of what runners use", () => {
    expect(resourceTypes(fleet)).not.toContain("AWS::EC2::InternetGateway");
    expect(resourceTypes(fleet)).not.toContain("AWS::EC2::NatGateway");
    expect(endpoints(fleet)).toEqual(
      ["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs", "s3", "sqs"].sort(),
    );
    fleet.allResourcesProperties("AWS::EC2::Subnet", { MapPublicIpOnLaunch: false });
    // The SDK and the agents use the names that services have anyway.
    const byName = { VpcEndpointType: "Interface", PrivateDnsEnabled: true };
    expect(Object.keys(fleet.findResources("AWS::EC2::VPCEndpoint", { Properties: byName }))).toHaveLength(7);
  });

  it("reaches a model only where one is chosen", () => {
    expect(endpoints(isolatedWithModel)).toContain("bedrock-runtime");
  });

  it("has a way out and needs no endpoint that costs money where it is public", () => {
    expect(resourceTypes(chosen)).toContain("AWS::EC2::InternetGateway");
    expect(resourceTypes(chosen)).not.toContain("AWS::EC2::NatGateway");
    expect(endpoints(chosen)).toEqual(["s3"]);
    chosen.hasResourceProperties("AWS::EC2::LaunchTemplate", {
      LaunchTemplateData: { NetworkInterfaces: [Match.objectLike({ AssociatePublicIpAddress: true })] },
    });
  });

  it("lets nothing in to a host, and only HTTPS out", () => {
    for (const template of [fleet, chosen]) {
      template.hasResourceProperties("AWS::EC2::SecurityGroup", {
        GroupDescription: "Hosts of runners: nothing in, HTTPS out",
        SecurityGroupIngress: Match.absent(),
        SecurityGroupEgress: [Match.objectLike({ FromPort: 443, ToPort: 443, IpProtocol: "tcp" })],
      });
    }
    // The one rule is that of the endpoints, which only hosts reach.
    fleet.resourceCountIs("AWS::EC2::SecurityGroupIngress", 1);
    fleet.hasResourceProperties("AWS::EC2::SecurityGroupIngress", {
      FromPort: 443,
      ToPort: 443,
      IpProtocol: "tcp",
      CidrIp: Match.absent(),
      SourceSecurityGroupId: { "Fn::GetAtt": [Match.stringLikeRegexp("Hosts"), "GroupId"] },
    });
    chosen.resourceCountIs("AWS::EC2::SecurityGroupIngress", 0);
  });

  it("reaches the buckets of this deployment and the layers of images, and no other bucket", () => {
    const [s3] = Object.values(
      fleet.findResources("AWS::EC2::VPCEndpoint", { Properties: { VpcEndpointType: "Gateway" } }),
    ).map((found) => Endpoint.parse(found).Properties.PolicyDocument?.Statement ?? []);

    expect(s3?.map(({ Action }) => Action)).toEqual([
      ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:ListBucket"],
      "s3:GetObject",
    ]);
    const [own = [], layers = []] = s3?.map(({ Resource }) => [Resource].flat()) ?? [];
    expect(own).toHaveLength(6);
    expect(own.every((resource) => JSON.stringify(resource).includes("Fn::ImportValue"))).toBe(true);
    expect(JSON.stringify(layers)).toContain("-starport-layer-bucket/*");
    expect(layers).toHaveLength(1);
    // With another way out it would only be in the way of registries whose layers are in S3.
    chosen.hasResourceProperties("AWS::EC2::VPCEndpoint", { PolicyDocument: Match.absent() });
  });

  it("records what it refuses", () => {
    fleet.hasResourceProperties("AWS::EC2::FlowLog", { TrafficType: "REJECT", ResourceType: "VPC" });
  });
});

describe("a host", () => {
  it("demands tokens of the metadata service, whose answers do not reach containers", () => {
    fleet.hasResourceProperties("AWS::EC2::LaunchTemplate", {
      LaunchTemplateData: { MetadataOptions: { HttpTokens: "required", HttpPutResponseHopLimit: 1 } },
    });
    fleet.hasResourceProperties("AWS::ECS::TaskDefinition", { NetworkMode: "bridge" });
  });

  it("has one disk, encrypted, which ends with it", () => {
    for (const [template, size] of [
      [fleet, 30],
      [chosen, 100],
    ] as const) {
      template.hasResourceProperties("AWS::EC2::LaunchTemplate", {
        LaunchTemplateData: {
          BlockDeviceMappings: [
            {
              DeviceName: "/dev/xvda",
              Ebs: { VolumeType: "gp3", Encrypted: true, DeleteOnTermination: true, VolumeSize: size },
            },
          ],
        },
      });
    }
  });

  it("starts from the newest image of ECS for its processor", () => {
    const images = (template: Template) =>
      Object.values(
        template.findParameters("*", { Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>" }),
      ).map((parameter) => z.object({ Default: z.string() }).parse(parameter).Default);

    expect(images(fleet)).toEqual(["/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"]);
    expect(images(chosen)).toEqual([
      "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
    ]);
  });

  it("tells ECS of Spot's notice, leaves logs to the task, and hurries RCU", () => {
    const [template] = Object.values(fleet.findResources("AWS::EC2::LaunchTemplate"));
    const userData = JSON.stringify(template);

    expect(userData).toMatch(/ECS_CLUSTER=.{0,20}"Ref":"Cluster/);
    expect(userData).toContain("ECS_ENABLE_SPOT_INSTANCE_DRAINING=true");
    expect(userData).toContain("ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true");
    expect(userData).toContain("echo 1 > /sys/kernel/rcu_expedited");
  });

  it("may join its cluster, and neither pull, nor log, nor read anything", () => {
    expect(actionsOf(fleet, "HostsRole")).toEqual([
      "ecs:DeregisterContainerInstance",
      "ecs:DiscoverPollEndpoint",
      "ecs:Poll",
      "ecs:RegisterContainerInstance",
      "ecs:StartTelemetrySession",
      "ecs:SubmitAttachmentStateChanges",
      "ecs:SubmitContainerStateChange",
      "ecs:SubmitTaskStateChange",
      "ecs:UpdateContainerInstancesState",
    ]);
    fleet.allResourcesProperties("AWS::IAM::Role", { ManagedPolicyArns: Match.absent() });
  });
});

describe("the group of hosts", () => {
  it("is of the types and the share of Spot that were chosen, and may be empty", () => {
    const group = (types: readonly string[], onDemandPercent: number, maxSize: number) => ({
      MinSize: "0",
      MaxSize: String(maxSize),
      DesiredCapacity: Match.absent(),
      MixedInstancesPolicy: {
        InstancesDistribution: {
          OnDemandBaseCapacity: 0,
          OnDemandPercentageAboveBaseCapacity: onDemandPercent,
          SpotAllocationStrategy: "price-capacity-optimized",
        },
        LaunchTemplate: { Overrides: types.map((InstanceType) => ({ InstanceType })) },
      },
    });

    fleet.hasResourceProperties(
      "AWS::AutoScaling::AutoScalingGroup",
      group(["c6a.xlarge", "c5a.xlarge", "c6i.xlarge", "c5.xlarge"], 25, capacityDefaults.maxHosts + 1),
    );
    chosen.hasResourceProperties(
      "AWS::AutoScaling::AutoScalingGroup",
      group(["c7g.xlarge", "c6g.xlarge"], 0, 8),
    );
  });

  it("grows with the tasks that have no place, and never ends a host that has one", () => {
    fleet.hasResourceProperties("AWS::ECS::CapacityProvider", {
      AutoScalingGroupProvider: {
        ManagedScaling: { Status: "ENABLED", TargetCapacity: 100 },
        ManagedTerminationProtection: "ENABLED",
        ManagedDraining: "ENABLED",
      },
    });
    fleet.hasResourceProperties("AWS::AutoScaling::AutoScalingGroup", {
      NewInstancesProtectedFromScaleIn: true,
    });
  });
});

describe("the service of runners", () => {
  it("has one on a host, by the capacity provider, and leaves their number to plan-capacity", () => {
    fleet.hasResourceProperties("AWS::ECS::Service", {
      DesiredCount: Match.absent(),
      LaunchType: Match.absent(),
      CapacityProviderStrategy: [Match.objectLike({ Weight: 1 })],
      SchedulingStrategy: "REPLICA",
      PlacementConstraints: [{ Type: "distinctInstance" }],
    });
    fleet.resourceCountIs("AWS::ECS::Service", 1);
  });

  it("is renewed without a gap, and back again when the new one does not start", () => {
    fleet.hasResourceProperties("AWS::ECS::Service", {
      DeploymentConfiguration: {
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
    });
  });
});

describe("wrong settings of the fleet", () => {
  it.each([
    {
      context: { instanceTypes: "c6a.xlarge,c7g.xlarge" },
      said: /instanceTypes.*one processor architecture/s,
    },
    { context: { instanceTypes: "big" }, said: /instanceTypes/ },
    { context: { spotShare: "101" }, said: /spotShare/ },
    { context: { minHosts: "5", maxHosts: "4" }, said: /must not be more than maxHosts.*minHosts/s },
    { context: { diskGiB: "29" }, said: /diskGiB/ },
    { context: { aiModelId: "arn:aws:bedrock:x" }, said: /aiModelId/ },
  ])("end the synthesis with their name: $context", ({ context, said }) => {
    expect(() => synthesiseStacks(context)).toThrow(said);
  });
});

const Endpoint = z.object({
  Properties: z.object({
    ServiceName: z.unknown(),
    PolicyDocument: z
      .object({ Statement: z.array(z.object({ Action: z.unknown(), Resource: z.unknown() })) })
      .optional(),
  }),
});

/** The last part of their names. */
function endpoints(template: Template): string[] {
  return Object.values(template.findResources("AWS::EC2::VPCEndpoint"))
    .map((found) => JSON.stringify(Endpoint.parse(found).Properties.ServiceName))
    .map(
      (name) =>
        /\.([a-z0-9-]+(?:\.(?:api|dkr))?)"\]\]\}$|\.([a-z0-9.-]+)"\}?$/.exec(name)?.slice(1).find(Boolean) ??
        name,
    )
    .sort();
}
