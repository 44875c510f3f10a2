import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { capacityDefaults } from "#core/limits.ts";
import { readSettings } from "#lib/settings.ts";

describe("settings", () => {
  it("are those of production when the context says nothing", () => {
    expect(readSettings(() => undefined)).toEqual({
      removal: "retain",
      architecture: "arm64",
      retentionDays: 30,
      noncurrentDays: 180,
      instanceTypes: ["c6a.xlarge", "c5a.xlarge", "c6i.xlarge", "c5.xlarge"],
      spotShare: 75,
      network: "isolated",
      diskGiB: 30,
      hostHourUsd: 0.104,
      ...capacityDefaults,
    });
  });

  it("are all in the table of docs/operations.md", () => {
    const [, onAws = ""] = readFileSync("docs/operations.md", "utf8").split("\n## On AWS\n");
    const table = onAws.split("\n").filter((line) => line.startsWith("| `"));
    const documented = table.flatMap((line) => line.split("|")[1]?.match(/[A-Za-z]+/g) ?? []);

    expect(documented).toEqual(expect.arrayContaining(Object.keys(readSettings(() => undefined))));
  });

  it("are read from the text that the command line gives", () => {
    const context = new Map([["retentionDays", "7"]]);

    expect(readSettings((key) => context.get(key)).retentionDays).toBe(7);
  });

  it("name what is wrong with them", () => {
    const context = new Map([["removal", "delete"]]);

    expect(() => readSettings((key) => context.get(key))).toThrow(/removal/);
  });
});
