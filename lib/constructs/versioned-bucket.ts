import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as s3 from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import * as z from "zod";
import type { Settings } from "#lib/settings.ts";

export interface VersionedBucketProps {
  readonly settings: Settings;
  /** Send `Object Created` and the like to EventBridge. */
  readonly events?: boolean;
}

/** A private bucket that forgets nothing at once: versions stay for a while after they are replaced. */
export class VersionedBucket extends s3.Bucket {
  constructor(scope: Construct, id: string, props: VersionedBucketProps) {
    super(scope, id, {
      versioned: true,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: props.settings.removal === "destroy" ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          id: "tidy",
          noncurrentVersionExpiration: Duration.days(props.settings.noncurrentDays),
          expiredObjectDeleteMarker: true,
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    if (props.events === true) this.#sendEvents();
    Validations.of(this).acknowledge({
      id: "AwsSolutions::AwsSolutions-S1",
      reason:
        "access is recorded per object by CloudTrail data events, which name the caller and need no bucket of logs",
    });
  }

  /** Exactly these actions on these keys; the L2's own grants bring whole families of actions with them. */
  allow(role: iam.IRole, actions: readonly `s3:${string}`[], keys = "*"): void {
    const statement = new iam.PolicyStatement({
      actions: [...actions],
      resources: [this.arnForObjects(keys)],
    });
    role.addToPrincipalPolicy(statement);
    Validations.of(role).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::${this.#exportedArn()}/${keys}]`,
      reason:
        "single actions on the objects of one bucket: their keys name courses and students of the future",
    });
  }

  /** Without this S3 answers "denied" where it would answer "there is no such object". */
  allowListing(role: iam.IRole): void {
    role.addToPrincipalPolicy(
      new iam.PolicyStatement({ actions: ["s3:ListBucket"], resources: [this.bucketArn] }),
    );
  }

  /** The name by which other stacks import this bucket's ARN, and by which cdk-nag calls it. */
  #exportedArn(): string {
    const imported: unknown = this.stack.resolve(this.stack.exportValue(this.bucketArn));
    return z.object({ "Fn::ImportValue": z.string() }).parse(imported)["Fn::ImportValue"];
  }

  /** By the native property: the L2's own switch needs a custom resource, with a Lambda and a wide role of its own. */
  #sendEvents(): void {
    const resource = this.node.defaultChild;
    if (!(resource instanceof s3.CfnBucket)) throw new Error("a bucket without its CloudFormation resource");
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  }
}
