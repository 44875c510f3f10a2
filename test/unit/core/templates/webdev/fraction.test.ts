import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fraction } from "#core/templates/webdev/fraction.ts";
import { fitsPattern } from "#core/templates/webdev/html/class-pattern.ts";

describe("a part of what is required", () => {
  it.each([
    [1, 3, 33],
    [3, 2, 100],
    [0, 0, 100],
    // 29 / 100 * 100 is a little less than 29 in binary, and the reference system cuts it off.
    [29, 100, 28],
  ])("%i of %i is %i", (found, required, expected) => {
    expect(fraction(found, required)).toBe(expected);
  });

  it("is a whole percentage that never falls when more is found", () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(1_000), (found, required) => {
        const part = fraction(found, required);

        expect(Number.isInteger(part) && part >= 0 && part <= 100).toBe(true);
        expect(fraction(found + 1, required)).toBeGreaterThanOrEqual(part);
      }),
    );
  });
});

describe("a pattern of a class name", () => {
  it("fits as a regular expression would, for any pattern and name", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "-", "*"), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (pattern, raw) => {
        const name = raw.replaceAll("*", "");
        const expected = new RegExp(`^${pattern.replaceAll("*", "\\S*")}$`).test(name);

        expect(fitsPattern(name, pattern)).toBe(expected);
      }),
    );
  });
});
