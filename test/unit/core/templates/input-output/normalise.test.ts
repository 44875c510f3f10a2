import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalise } from "#core/templates/input-output/normalise.ts";

describe("normalisation", () => {
  it.each([
    ["line ends of other systems", "x\r\ny\rz\r\n", "x\ny\nz"],
    ["blanks at the end of lines", "a  \t\nb \n", "a\nb"],
    ["blanks and blank lines around the whole", "\n\n   a\n\n", "a"],
    ["separators and a next-line character at the end", "a\u001c\u0085\u3000", "a"],
  ])("forgives %s", (_, text, expected) => {
    expect(normalise(text)).toBe(expected);
  });

  it.each([
    ["inner indentation", "a\n  b", "a\nb"],
    ["inner blank lines", "a\n\nb", "a\nb"],
    ["upper and lower case", "A", "a"],
    ["a byte order mark, which is no blank", "\uFEFFa", "a"],
  ])("does not forgive %s", (_, one, other) => {
    expect(normalise(one)).not.toBe(normalise(other));
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", " ", "\t", "\r", "\n", "\u00a0", "\u0085")), (parts) => {
        const once = normalise(parts.join(""));
        expect(normalise(once)).toBe(once);
      }),
    );
  });

  it("is linear in output that is nearly all blanks", () => {
    const before = performance.now();
    expect(normalise(`${" ".repeat(8 * 1024 * 1024)}x`)).toBe("x");
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});
