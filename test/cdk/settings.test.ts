import { describe, expect, it } from "vitest";
import { readSettings } from "#lib/settings.ts";

describe("settings", () => {
  it("are those of production when the context says nothing", () => {
    expect(readSettings(() => undefined)).toEqual({
      removal: "retain",
      architecture: "arm64",
      retentionDays: 30,
      noncurrentDays: 180,
    });
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
