import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { stackNames } from "#core/deployment.ts";
import { readSettings } from "#runner/settings.ts";
import { type ImageSource, imageSource } from "#test/support/runner-image.ts";
import { makeStacks, type Stacks, synthesiseStacks } from "#test/support/stacks.ts";
import { actionsOf, choices, containerOf, resourcesOf, withModel } from "./fleet-templates.ts";

const { fleet } = synthesiseStacks();
const { fleet: chosen } = synthesiseStacks(choices);
const { fleet: isolatedWithModel } = synthesiseStacks(withModel);

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
    using stacks = makeStacks();
    const { directory } = imageOf(stacks);
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
    const buckets = ["s3:ListBucket", "s3:GetObject"].map((action) =>
      resourcesOf(fleet, "RunnerRole", action),
    );
    for (const resources of buckets) {
      expect(resources).toMatch(/Results/);
      expect(resources).toMatch(/Releases/);
      expect(resources).toMatch(/Submissions/);
      expect(resources).not.toMatch(/Assignments|"\*"/);
    }
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
  it("is built of what its Dockerfile copies, and of nothing else", () => {
    using stacks = makeStacks();
    const { directory, dockerFile } = imageOf(stacks);
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
    using usual = makeStacks();
    using chosen = makeStacks(choices);

    expect([usual, chosen].map((stacks) => imageOf(stacks).platform)).toEqual(["linux/amd64", "linux/arm64"]);
  });
});

function imageOf({ app }: Stacks): ImageSource {
  return imageSource(app.synth().directory, stackNames.fleet);
}
