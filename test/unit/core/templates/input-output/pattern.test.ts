import { describe, expect, it } from "vitest";
import { matchesPattern, patternProblem } from "#core/templates/input-output/pattern.ts";

describe("a pattern", () => {
  it("may use Unicode classes, and counts a character beyond the BMP as one", () => {
    expect(matchesPattern("^\\p{Lu}.$", "É😀")).toBe(true);
  });

  it("may escape punctuation that needs no escape", () => {
    expect(patternProblem("\\d{2}\\-\\d{2}\\ \\#")).toBeUndefined();
    expect(matchesPattern("\\d{2}\\-\\d{2}", "10-11")).toBe(true);
  });

  it.each([
    ["(?i)abc", "ABC"],
    ["(?m)^b$", "a\nb"],
    ["(?s)a.b", "a\nb"],
    ["\\Aab\\Z", "ab"],
    ["(?P<x>a)(?P=x)", "aa"],
  ])("may be in the reference system's spelling: %s", (pattern, content) => {
    expect(patternProblem(pattern)).toBeUndefined();
    expect(matchesPattern(pattern, content)).toBe(true);
    expect(matchesPattern(pattern, "-")).toBe(false);
  });

  it.each(["\\G", "(?x)a b", "(?P>n)", "x(?i)y", "[z-a]", "*"])(
    "of another dialect or broken is refused: %s",
    (pattern) => {
      expect(patternProblem(pattern)).toMatch(/^not a JavaScript regular expression: /);
    },
  );

  it("that backtracks without end is stopped, and is the assignment's fault", () => {
    const before = performance.now();
    expect(() => matchesPattern("^(a+)+$", `${"a".repeat(64)}b`)).toThrow(
      expect.objectContaining({ code: "release_unusable", blame: "instructor" }),
    );
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it("cannot be stopped by content that a pattern handles well", () => {
    expect(matchesPattern("b$", "a".repeat(1024 * 1024))).toBe(false);
  });
});
