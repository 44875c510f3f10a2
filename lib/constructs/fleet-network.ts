import { Aws } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as iam from "aws-cdk-lib/aws-iam";
import * as logs from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { logGroup } from "#lib/constructs/log-group.ts";
import type { VersionedBucket } from "#lib/constructs/versioned-bucket.ts";
import type { Settings } from "#lib/settings.ts";

export interface FleetNetworkProps {
  readonly settings: Settings;
  /** Those that runners use. */
  readonly buckets: readonly VersionedBucket[];
}

const HTTPS = ec2.Port.tcp(443);

/** What a host talks to beside S3; the first three are ECS itself. */
const services = [
  ec2.InterfaceVpcEndpointAwsService.ECS,
  ec2.InterfaceVpcEndpointAwsService.ECS_AGENT,
  ec2.InterfaceVpcEndpointAwsService.ECS_TELEMETRY,
  ec2.InterfaceVpcEndpointAwsService.ECR,
  ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  ec2.InterfaceVpcEndpointAwsService.SQS,
  ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
] as const;

/**
 * A network that nobody can begin a connection into, in two zones and without NAT, which would cost more than the
 * hosts. Sandboxes have no part in it: they have no network at all.
 */
export class FleetNetwork extends Construct {
  readonly vpc: ec2.IVpc;
  /** Where hosts go. */
  readonly subnets: ec2.SubnetSelection;
  readonly hosts: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, { settings, buckets }: FleetNetworkProps) {
    super(scope, id);
    const isolated = settings.network === "isolated";
    const subnetType = isolated ? ec2.SubnetType.PRIVATE_ISOLATED : ec2.SubnetType.PUBLIC;
    this.subnets = { subnetType };
    const vpc = new ec2.Vpc(this, "Vpc", {
      maxAzs: 2,
      natGateways: 0,
      // As many hosts as an address space of /24 has, in each zone.
      subnetConfiguration: [{ name: "Hosts", subnetType, cidrMask: 24 }],
      // It would need a custom resource; nothing is ever put in the default group.
      restrictDefaultSecurityGroup: false,
    });
    // Its `vpnGatewayId` may be undefined, and under `exactOptionalPropertyTypes` that of its own interface may not.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    this.vpc = vpc as ec2.IVpc;
    this.hosts = new ec2.SecurityGroup(this, "HostsGroup", {
      vpc: this.vpc,
      description: "Hosts of runners: nothing in, HTTPS out",
      allowAllOutbound: false,
    });
    this.hosts.addEgressRule(ec2.Peer.anyIpv4(), HTTPS, "S3, AWS services, registries");
    const s3 = this.vpc.addGatewayEndpoint("S3", { service: ec2.GatewayVpcEndpointAwsService.S3 });
    if (isolated) {
      restrict(s3, buckets);
      this.#addEndpoints(settings.aiModelId !== undefined);
    }
    this.#recordRefusals(settings);
  }

  #addEndpoints(withModel: boolean): void {
    const group = new ec2.SecurityGroup(this, "EndpointsGroup", {
      vpc: this.vpc,
      description: "Endpoints of AWS services: HTTPS from hosts",
      allowAllOutbound: false,
    });
    group.addIngressRule(this.hosts, HTTPS, "from hosts");
    const model = withModel ? [ec2.InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME] : [];
    for (const service of [...services, ...model]) {
      this.vpc.addInterfaceEndpoint(service.shortName.replaceAll(".", "-"), {
        service,
        securityGroups: [group],
        open: false,
      });
    }
  }

  /** A refused connection is what a host does that is not ours any more; what is allowed would be noise, and dear. */
  #recordRefusals(settings: Settings): void {
    const destination: logs.ILogGroup = logGroup(this, "Refusals", settings);
    this.vpc.addFlowLog("Refused", {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(destination),
      trafficType: ec2.FlowLogTrafficType.REJECT,
    });
  }
}

/**
 * To these buckets and to the layers of images, and not to a bucket of somebody who broke out. With another way out
 * that would keep nothing in, and registries have layers in S3 too.
 */
function restrict(s3: ec2.GatewayVpcEndpoint, buckets: readonly VersionedBucket[]): void {
  const everybody = { principals: [new iam.AnyPrincipal()] };
  s3.addToPolicy(
    new iam.PolicyStatement({
      ...everybody,
      actions: ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:ListBucket"],
      resources: buckets.flatMap(({ bucketArn }) => [bucketArn, `${bucketArn}/*`]),
    }),
  );
  // https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-setting-up-s3-gateway
  const layers = `arn:${Aws.PARTITION}:s3:::prod-${Aws.REGION}-starport-layer-bucket/*`;
  s3.addToPolicy(new iam.PolicyStatement({ ...everybody, actions: ["s3:GetObject"], resources: [layers] }));
}
