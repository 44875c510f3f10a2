import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modelText } from "#core/ai/model-text.ts";

describe("what a model wrote", () => {
  it("is kept line by line, without empty ones", () => {
    expect(modelText("  One.\r\n\r\n\r\n Two. \n\u2028Three.", 100)).toBe("One.\nTwo.\nThree.");
  });

  it.each([
    ["Log in at https://evil.example/login?x=1 now.", "Log in at […] now."],
    ["See www.evil.example, HTTP://x and ftp://y/z.", "See […] […] and […]"],
    ["Write to mailto:a@evil.example", "Write to […]"],
    ["[here](https://evil.example)", "[here]([…]"],
    ["In C++: use std::sort; line 3: x = y // 2", "In C++: use std::sort; line 3: x = y // 2"],
  ])("sends nobody anywhere: %s", (text, kept) => {
    expect(modelText(text, 200)).toBe(kept);
  });

  it("is cut where it is longer than it may be, or never ends", () => {
    expect(modelText("abcdef", 5)).toBe("abcd…");
    expect(modelText("x\n".repeat(1_000_000), 4_000).split("\n")).toHaveLength(40);
    expect(modelText(`${" ".repeat(50)}x`, 5)).toBe("…");
  });

  it("is never longer than it may be, has no line without a word, and is well formed", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.integer({ min: 1, max: 200 }),
        (text, max) => {
          const kept = modelText(text, max);
          expect(kept.length).toBeLessThanOrEqual(max);
          expect(kept.isWellFormed()).toBe(true);
          if (kept !== "") for (const line of kept.split("\n")) expect(line.trim()).not.toBe("");
        },
      ),
    );
  });

  it("takes no time that grows with the square of its length", () => {
    const startedAt = performance.now();
    modelText("a".repeat(1_000_000), 500_000);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
