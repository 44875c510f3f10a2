import { Match, type Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { makeStacks, resourceTypes, synthesiseStacks } from "#test/support/stacks.ts";

const { storage } = synthesiseStacks();
const { storage: ephemeral } = synthesiseStacks({ removal: "destroy" });
const BUCKETS = 4;

describe("the storage stack", () => {
  it("encrypts, versions and closes every bucket to the public", () => {
    storage.resourceCountIs("AWS::S3::Bucket", BUCKETS);
    storage.allResourcesProperties("AWS::S3::Bucket", {
      VersioningConfiguration: { Status: "Enabled" },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
    });
  });

  it("denies every request that is not over TLS 1.2", () => {
    storage.resourceCountIs("AWS::S3::BucketPolicy", BUCKETS);
    storage.allResourcesProperties("AWS::S3::BucketPolicy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: "Deny",
            Action: "s3:*",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          }),
          Match.objectLike({ Effect: "Deny", Condition: { NumericLessThan: { "s3:TlsVersion": 1.2 } } }),
        ]),
      },
    });
  });

  it("lets replaced versions and abandoned uploads go after a while", () => {
    storage.allResourcesProperties("AWS::S3::Bucket", {
      LifecycleConfiguration: {
        Rules: [
          Match.objectLike({
            Status: "Enabled",
            NoncurrentVersionExpiration: { NoncurrentDays: 180 },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            ExpiredObjectDeleteMarker: true,
          }),
        ],
      },
    });
  });

  it("sends events of the two buckets that people write to, and of results only where somebody asks for them", () => {
    const sending = (template: Template) =>
      Object.keys(
        template.findResources("AWS::S3::Bucket", {
          Properties: {
            NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
          },
        }),
      ).map((id) => id.replace(/[0-9A-F]{8}$/, ""));

    expect(sending(storage).toSorted()).toEqual(["Assignments", "Submissions"]);
    const { storage: telling } = synthesiseStacks({ resultEvents: "on" });
    expect(sending(telling).toSorted()).toEqual(["Assignments", "Results", "Submissions"]);
  });

  it("is not deleted by mistake", () => {
    using kept = makeStacks();
    using thrownAway = makeStacks({ removal: "destroy" });

    expect(kept.storage.terminationProtection).toBe(true);
    expect(thrownAway.storage.terminationProtection).toBe(false);
  });

  it("keeps the buckets when the stack is deleted, unless it is told otherwise", () => {
    storage.allResources("AWS::S3::Bucket", { DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" });
    ephemeral.allResources("AWS::S3::Bucket", { DeletionPolicy: "Delete" });
  });

  it("needs no custom resources", () => {
    expect(resourceTypes(storage)).toEqual(["AWS::S3::Bucket", "AWS::S3::BucketPolicy"]);
  });
});
