import { type App, Validations } from "aws-cdk-lib";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import { makeStacks } from "#test/support/stacks.ts";

describe("the AWS solutions checks", () => {
  it("find nothing that is not acknowledged with a reason", () => {
    using clean = makeStacks();

    expect(() => synthesiseChecked(clean.app)).not.toThrow();
  });

  it("would find a bucket that is made without our construct", () => {
    using careless = makeStacks();
    const bucket = new Bucket(careless.storage, "Careless");

    expect(() => synthesiseChecked(careless.app)).toThrow(`${bucket.node.path}/Resource`);
  });
});

function synthesiseChecked(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}
