import { describe, expect, it } from "vitest";
import { readBenchCall } from "../../../bench/options.ts";

const names = ["pool", "sandbox"];

describe("what a benchmark is asked for", () => {
  it("is its name and how to print", () => {
    expect(readBenchCall(["sandbox"], names)).toEqual({
      name: "sandbox",
      options: { json: false, write: false, quick: false, page: false },
    });
    expect(readBenchCall(["--json", "pool"], names)?.options.json).toBe(true);
  });

  it("is turned away with another name, two names or an option that there is not", () => {
    for (const args of [[], ["toString"], ["pool", "sandbox"], ["pool", "--fast"], ["pool", "--json=yes"]]) {
      expect(readBenchCall(args, names)).toBeNull();
    }
  });

  it("writes only what the sandbox's full run has measured", () => {
    expect(readBenchCall(["sandbox", "--write"], names)?.options.write).toBe(true);
    expect(readBenchCall(["sandbox", "--write", "--quick"], names)).toBeNull();
    expect(readBenchCall(["sandbox", "--page", "--quick"], names)).toBeNull();
    expect(readBenchCall(["pool", "--write"], names)).toBeNull();
    expect(readBenchCall(["pool", "--quick"], names)).toBeNull();
  });
});
