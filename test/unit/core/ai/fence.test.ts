import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fenced } from "#core/ai/fence.ts";

const fence = "9f86d081884c7d659a2feaa0c55ad015";

/** Everything that a student knows of fences, which is all but the random part. */
const piece = fc.oneof(
  fc.constantFrom("<<<", ">>>", "\n", "\r\n", "\u2028", " ", '"', "\\n", fence.slice(1), fence.slice(0, -1)),
  fc.stringMatching(/^[0-9a-f]{32}$/),
  fc.string({ unit: "binary" }),
);
const guess = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
const stranger = guess.filter((text) => !text.includes(fence));

describe("a fence", () => {
  it("is opened once and closed once, at the ends, whatever a student put between or named a file", () => {
    fc.assert(
      fc.property(stranger, stranger, (path, text) => {
        const lines = fenced(fence, path, text).split("\n");
        const opening = lines.flatMap((line, at) => (line.startsWith(`<<<${fence}`) ? [at] : []));
        const closing = lines.flatMap((line, at) => (line.startsWith(`>>>${fence}`) ? [at] : []));
        expect(opening).toEqual([0]);
        expect(closing).toEqual([lines.length - 1]);
      }),
    );
  });

  it("leaves the text between as it is", () => {
    expect(fenced("f", "a b.py", ">>>g\nx")).toBe('<<<f "a b.py"\n>>>g\nx\n>>>f');
  });
});
