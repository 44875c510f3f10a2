import { readFileSync } from "node:fs";
import { FLAGS } from "aws-cdk-lib/cx-api";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { capacityDefaults } from "#core/limits.ts";
import { readSettings } from "#lib/settings.ts";

describe("settings", () => {
  it("are those of production when the context says nothing", () => {
    expect(readSettings({})).toEqual({
      removal: "retain",
      architecture: "arm64",
      retentionDays: 30,
      noncurrentDays: 180,
      instanceTypes: ["c6a.xlarge", "c5a.xlarge", "c6i.xlarge", "c5.xlarge"],
      spotShare: 75,
      network: "isolated",
      diskGiB: 30,
      resultEvents: "off",
      hostHourUsd: 0.104,
      ...capacityDefaults,
    });
  });

  it("are all in the table of docs/operations.md", () => {
    const [, onAws = ""] = readFileSync("docs/operations.md", "utf8").split("\n## On AWS\n");
    const table = onAws.split("\n").filter((line) => line.startsWith("| `"));
    const documented = table.flatMap((line) => line.split("|")[1]?.match(/[A-Za-z]+/g) ?? []);

    expect(documented).toEqual(expect.arrayContaining(Object.keys(readSettings({}))));
  });

  it("are read from the text that the command line gives", () => {
    expect(readSettings({ retentionDays: "7" }).retentionDays).toBe(7);
  });

  it("name what is wrong with them", () => {
    expect(() => readSettings({ removal: "delete" })).toThrow(/removal/);
  });

  it.each([
    ["maxHost", "maxHosts"],
    ["MaxHosts", "maxHosts"],
    ["max-hosts", "maxHosts"],
    ["slots_per_host", "slotsPerHost"],
    ["assay:maxHosts", "maxHosts"],
    ["assay/removl", "removal"],
    ["assayNetwork", "network"],
  ])("are not thought to be set by %s", (name, meant) => {
    expect(() => readSettings({ [name]: "1" })).toThrow(
      `context of the CDK app is wrong\n✖ '${name}' is no setting: did you mean '${meant}'?`,
    );
  });

  it("name all of them where none is near", () => {
    expect(() => readSettings({ colour: "red" })).toThrow(
      /'colour' is no setting: use one of: removal, .*assumedJobMs$/,
    );
  });

  it("name wrong names and wrong values at once", () => {
    expect(() => readSettings({ maxHost: "3", removal: "delete" })).toThrow(/'maxHost'[^]*at removal/);
  });

  it("leave the context of the CDK alone", () => {
    const { context } = Cdk.parse(JSON.parse(readFileSync("cdk.json", "utf8")));
    const names = [
      ...Object.keys(context),
      ...Object.keys(FLAGS),
      "aws:cdk:bundling-stacks",
      "aws:cdk:enable-path-metadata",
      "availability-zones:account=123456789012:region=eu-central-1",
      "vpc-provider:account=123456789012:filter.vpc-id=vpc-1:region=eu-central-1:returnAsymmetricSubnets=true",
      "cli-telemetry",
      "cdk-migrate",
      "acknowledged-issue-numbers",
    ];

    expect(() => readSettings(Object.fromEntries(names.map((name) => [name, true])))).not.toThrow();
  });
});

const Cdk = z.object({ context: z.record(z.string(), z.unknown()) });
