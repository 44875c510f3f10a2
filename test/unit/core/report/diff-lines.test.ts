import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DiffLine, diffLines } from "#core/report/diff-lines.ts";

const anyLines = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 30 });

function without(kind: DiffLine["kind"], lines: readonly DiffLine[]) {
  return lines.filter((line) => line.kind !== kind).map(({ text }) => text);
}

describe("two texts line by line", () => {
  it("shows a changed line as the expected one and then the actual one", () => {
    expect(diffLines(["a", "b", "c"], ["a", "x", "c"])).toEqual([
      { kind: "same", text: "a" },
      { kind: "missing", text: "b" },
      { kind: "extra", text: "x" },
      { kind: "same", text: "c" },
    ]);
  });

  it("holds both texts, each in its order", () => {
    fc.assert(
      fc.property(anyLines, anyLines, (expected, actual) => {
        const lines = diffLines(expected, actual);
        expect(without("extra", lines)).toEqual(expected);
        expect(without("missing", lines)).toEqual(actual);
      }),
    );
  });

  it("keeps what can be had by leaving out lines of either", () => {
    fc.assert(
      fc.property(anyLines, fc.infiniteStream(fc.boolean()), (actual, kept) => {
        const expected = actual.filter(() => kept.next().value);
        expect(diffLines(expected, actual).filter(({ kind }) => kind === "missing")).toEqual([]);
      }),
    );
  });

  it("is bounded: what is too long to compare is shown as it is", () => {
    const numbers = Array.from({ length: 5_000 }, (_, index) => String(index));
    const lines = diffLines(["x", ...numbers], numbers.toReversed());
    expect(without("extra", lines)).toEqual(["x", ...numbers]);
  });
});
