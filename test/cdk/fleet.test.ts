import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Match, type Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { stackNames } from "#core/deployment.ts";
import { capacityDefaults } from "#core/limits.ts";
import { readSettings } from "#runner/settings.ts";
import { imageSource } from "#test/support/runner-image.ts";
import { makeStacks, resourceTypes, synthesiseStacks } from "#test/support/stacks.ts";

const choices = {
  instanceTypes: "c7g.xlarge,c6g.xlarge",
  spotShare: "100",
  network: "public",
  diskGiB: "100",
  maxHosts: "7",
  slotsPerHost: "2",
  aiModelId: "eu.vendor.model-1:0",
};
const { fleet } = synthesiseStacks();
const { fleet: chosen } = synthesiseStacks(choices);
const assembly = makeStacks().app.synth();
const chosenAssembly = makeStacks(choices).app.synth();
const { fleet: isolatedWithModel } = synthesiseStacks({ aiModelId: "vendor.model-1:0" });

describe("the network", () => {
  it("has no way in or out but the endpoints of what runners use", () => {
    expect(resourceTypes(fleet)).not.toContain("AWS::EC2::InternetGateway");
    expect(resourceTypes(fleet)).not.toContain("AWS::EC2::NatGateway");
    expect(endpoints(fleet)).toEqual(
      ["ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "logs", "s3", "sqs"].sort(),
    );
    fleet.allResourcesProperties("AWS::EC2::Subnet", { MapPublicIpOnLaunch: false });
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
    // The one rule is that of the endpoints.
    fleet.resourceCountIs("AWS::EC2::SecurityGroupIngress", 1);
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

describe("the runner", () => {
  it("has what gVisor needs, an init, and neither a port nor a volume of the host", () => {
    fleet.hasResourceProperties("AWS::ECS::TaskDefinition", {
      ContainerDefinitions: [
        Match.objectLike({
          Privileged: true,
          LinuxParameters: { InitProcessEnabled: true },
          PortMappings: Match.absent(),
          MountPoints: Match.absent(),
          Memory: Match.absent(),
        }),
      ],
      Volumes: Match.absent(),
    });
  });

  it("is asked how it is, by a program that its image has", () => {
    const { HealthCheck } = containerOf(fleet);
    const [how, program, file = ""] = HealthCheck.Command;

    expect([how, program]).toEqual(["CMD", "node"]);
    const { directory } = imageSource(assembly.directory, stackNames.fleet);
    expect(existsSync(join(directory, file))).toBe(true);
  });

  it("is given longer to end than it gives its jobs, and ends within the notice of Spot", () => {
    const { StopTimeout, Environment } = containerOf(fleet);
    const graceMs = Number(Environment.get("ASSAY_DRAIN_GRACE_MS"));

    expect(StopTimeout * 1_000).toBeGreaterThan(graceMs + 5_000);
    expect(StopTimeout).toBeLessThan(120);
  });

  it.each([
    { name: "as it is", template: fleet, slots: 4, model: undefined },
    { name: "with what was chosen", template: chosen, slots: 2, model: "eu.vendor.model-1:0" },
  ])("gets an environment that it can read, $name", ({ template, slots, model }) => {
    const { Environment } = containerOf(template);
    const ofImage = { ASSAY_RUNSC: "/runsc", ASSAY_INIT: "/init", ASSAY_STATE_DIR: "/state" };
    const queue = "https://sqs.region.amazonaws.com/1/queue";
    const atDeployment = [...Environment].map(([name, value]) => [
      name,
      typeof value === "string" ? value : name.endsWith("_URL") ? queue : "name",
    ]);
    const settings = readSettings({ ...ofImage, ...Object.fromEntries(atDeployment) }, 1);

    expect(settings).toMatchObject({ slots, regradingQueueUrl: queue, publicationsQueueUrl: queue });
    expect(settings.ai?.modelId).toBe(model);
    expect([...Environment.keys()].filter((name) => !name.startsWith("ASSAY_"))).toEqual(["AWS_REGION"]);
  });

  it("keeps no more on the disk than is left of it", () => {
    for (const [template, diskGiB] of [
      [fleet, 30],
      [chosen, 100],
    ] as const) {
      const { Environment } = containerOf(template);
      const kept =
        Number(Environment.get("ASSAY_CACHE_DISK_BYTES")) +
        Number(Environment.get("ASSAY_IMAGES_DISK_BYTES"));
      expect(kept).toBe((diskGiB - 10) * 1024 ** 3);
    }
  });

  it("logs to a group that forgets, and never waits for it", () => {
    fleet.hasResourceProperties("AWS::ECS::TaskDefinition", {
      ContainerDefinitions: [
        Match.objectLike({
          LogConfiguration: { LogDriver: "awslogs", Options: Match.objectLike({ mode: "non-blocking" }) },
        }),
      ],
    });
    fleet.allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: 30 });
  });

  it("may grade, protect itself, and nothing else", () => {
    expect(actionsOf(fleet, "RunnerRole")).toEqual([
      "ecs:UpdateTaskProtection",
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:ListBucket",
      "s3:PutObject",
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:ReceiveMessage",
      "sqs:SendMessage",
    ]);
    expect(resourcesOf(fleet, "RunnerRole", "s3:PutObject")).toMatch(/Results/);
    expect(resourcesOf(fleet, "RunnerRole", "s3:PutObject")).not.toMatch(/Submissions|Releases|Assignments/);
    expect(resourcesOf(fleet, "RunnerRole", "s3:GetObjectVersion")).not.toMatch(/Assignments/);
    expect(resourcesOf(fleet, "RunnerRole", "sqs:ReceiveMessage")).not.toMatch(
      /Publications|Uploads|DeadLetters/,
    );
    expect(resourcesOf(fleet, "RunnerRole", "sqs:SendMessage")).toMatch(/PublicationsQueue/);
    expect(resourcesOf(fleet, "RunnerRole", "sqs:SendMessage")).not.toMatch(/Grading|Regrading|Uploads/);
    expect(resourcesOf(fleet, "RunnerRole", "ecs:UpdateTaskProtection")).toMatch(/:task\/.*Cluster/);
  });

  it("may ask the one model that was chosen, by its profile too", () => {
    expect(resourcesOf(isolatedWithModel, "RunnerRole", "bedrock:InvokeModel")).toContain(
      "foundation-model/vendor.model-1:0",
    );
    expect(resourcesOf(isolatedWithModel, "RunnerRole", "bedrock:InvokeModel")).not.toContain("*");
    const byProfile = resourcesOf(chosen, "RunnerRole", "bedrock:InvokeModel");
    expect(byProfile).toContain("inference-profile/eu.vendor.model-1:0");
    expect(byProfile).toContain(":bedrock:*::foundation-model/vendor.model-1:0");
  });

  it("is pulled and logged by a role that may do nothing else", () => {
    expect(actionsOf(fleet, "RunnerExecutionRole")).toEqual([
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:GetAuthorizationToken",
      "ecr:GetDownloadUrlForLayer",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
    ]);
  });
});

describe("the image of the runner", () => {
  const { directory, dockerFile, platform } = imageSource(assembly.directory, stackNames.fleet);

  it("is built of what its Dockerfile copies, and of nothing else", () => {
    const lines = readFileSync(join(directory, dockerFile), "utf8").split("\n");
    const copied = lines
      .filter((line) => line.startsWith("COPY ") && !line.startsWith("COPY --from"))
      .flatMap((line) => line.split(" ").slice(1, -1));

    expect(copied.filter((path) => !existsSync(join(directory, path)))).toEqual([]);
    expect(readdirSync(directory).sort()).toEqual([
      ".dockerignore",
      ...new Set(copied.map((path) => path.replace(/\/.*/, "")).sort()),
    ]);
  });

  it("is for the processor of the hosts", () => {
    expect(platform).toBe("linux/amd64");
    expect(imageSource(chosenAssembly.directory, stackNames.fleet).platform).toBe("linux/arm64");
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
    { context: { diskGiB: "10" }, said: /diskGiB/ },
    { context: { aiModelId: "arn:aws:bedrock:x" }, said: /aiModelId/ },
  ])("end the synthesis with their name: $context", ({ context, said }) => {
    expect(() => synthesiseStacks(context)).toThrow(said);
  });
});

const oneOrMany = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item), item.transform((one) => [one])]);
const Endpoint = z.object({
  Properties: z.object({
    ServiceName: z.unknown(),
    PolicyDocument: z
      .object({ Statement: z.array(z.object({ Action: z.unknown(), Resource: z.unknown() })) })
      .optional(),
  }),
});
const Policy = z.object({
  Properties: z.object({
    PolicyDocument: z.object({
      Statement: z.array(z.object({ Action: oneOrMany(z.string()), Resource: z.unknown() })),
    }),
  }),
});
const Task = z.object({
  Properties: z.object({
    ContainerDefinitions: z.tuple([
      z.object({
        StopTimeout: z.number(),
        HealthCheck: z.object({ Command: z.array(z.string()) }),
        Environment: z
          .array(z.object({ Name: z.string(), Value: z.unknown() }))
          .transform((list) => new Map(list.map(({ Name, Value }) => [Name, Value]))),
      }),
    ]),
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

function containerOf(template: Template) {
  const [task] = Object.values(template.findResources("AWS::ECS::TaskDefinition"));
  return Task.parse(task).Properties.ContainerDefinitions[0];
}

function statementsOf(template: Template, role: string) {
  return Object.entries(template.findResources("AWS::IAM::Policy"))
    .filter(([id]) => id.startsWith(`${role}DefaultPolicy`))
    .flatMap(([, policy]) => Policy.parse(policy).Properties.PolicyDocument.Statement);
}

function actionsOf(template: Template, role: string): string[] {
  return [...new Set(statementsOf(template, role).flatMap(({ Action }) => Action))].sort();
}

/** What a role may do that on, as text. */
function resourcesOf(template: Template, role: string, action: string): string {
  const found = statementsOf(template, role).filter(({ Action }) => Action.includes(action));
  return JSON.stringify(found.map(({ Resource }) => Resource));
}
