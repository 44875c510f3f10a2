import { describe, expect, it } from "vitest";
import { missingRequiredFiles } from "#core/grading/preflight.ts";
import { submitted } from "#test/unit/core/submitted.ts";

describe("required files", () => {
  it("are all named when they are missing, in the order they are asked for", () => {
    expect(missingRequiredFiles(["b.py", "main.py", "a.py"], submitted("main.py"))).toEqual(["b.py", "a.py"]);
  });

  it("are compared exactly: case and folder count", () => {
    expect(missingRequiredFiles(["main.py"], submitted("Main.py", "src/main.py"))).toEqual(["main.py"]);
  });

  it("are none missing when none are asked for", () => {
    expect(missingRequiredFiles([], [])).toEqual([]);
  });
});
