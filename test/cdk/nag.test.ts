import { type App, Validations } from "aws-cdk-lib";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import { makeStacks } from "#test/support/stacks.ts";

describe("the AWS solutions checks", () => {
  it("find nothing that is not acknowledged with a reason", () => {
    const { app } = makeStacks();

    expect(() => synthesiseChecked(app)).not.toThrow();
  });

  it("would find a bucket that is made without our construct", () => {
    const { app, storage } = makeStacks();
    expect(new Bucket(storage, "Careless")).toBeDefined();

    expect(() => synthesiseChecked(app)).toThrow(/AwsSolutions-S1\b/);
  });
});

function synthesiseChecked(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}
