import { describe, expect, it } from "vitest";
import { differenceOf } from "#core/report/difference.ts";

function show(expected: string, actual: string, lines: "exact" | "normalised" = "normalised") {
  const difference = differenceOf({ expected, actual, lines }, "en");
  const signs = { same: " ", missing: "-", extra: "+", gap: "@" };
  return difference.lines.map(({ kind, text }) => `${signs[kind]}${text}`);
}

function numbers(count: number) {
  return Array.from({ length: count }, (_, index) => `line ${index}`);
}

describe("the difference that a student is shown", () => {
  it("has the change, two lines around it, and how much is left out", () => {
    const expected = numbers(20);
    expect(show(expected.join("\n"), expected.with(10, "else").join("\n"))).toEqual([
      "@… 8 lines left out",
      " line 8",
      " line 9",
      "-line 10",
      "+else",
      " line 11",
      " line 12",
      "@… 7 lines left out",
    ]);
  });

  it("does not name what the comparison forgives", () => {
    expect(show("a\nb\n", "a  \r\nc\n\n")).toEqual([" a", "-b", "+c"]);
  });

  it("draws blanks where a line differs in nothing else, and only there", () => {
    expect(show("a b\nc d\ne", "a  b\nc d\nf")).toEqual(["-a·b", "+a··b", " c d", "-e", "+f"]);
  });

  it("draws a missing line end, a tab and a carriage return where every character counts", () => {
    expect(show("a\n b\n", "a\n\tb", "exact")).toEqual([" a", "-·b↵", "+→\tb"]);
    expect(show("a\nb\n", "a\r\nb\n", "exact")).toEqual(["-a↵", "+a␍↵", " b"]);
  });

  it("shows control characters and never more than can be read", () => {
    expect(show("x\ny", "x\n\u001b[2J")).toEqual([" x", "-y", "+␛[2J"]);
    expect(show("a", numbers(5_000).join("\n"))).toHaveLength(121);
  });
});
