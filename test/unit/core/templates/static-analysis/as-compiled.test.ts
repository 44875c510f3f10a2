import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Language } from "#core/assignment/language.ts";
import { asCompiled } from "#core/templates/static-analysis/as-compiled.ts";

describe("a source as its compiler reads it", () => {
  it.each([
    ["python", "𝐨𝐬.ﬁle", "os.file"],
    ["python", "'＂'", "'＂'"],
    ["java", "\\u0069mport \\uuu0061;", "import a;"],
    ["java", '"\\\\u0041"', '"\\\\u0041"'],
    ["node", "\\u{65}val \\u0065val '\\x65'", "eval eval 'e'"],
    ["node", '"\\u0022"', '"\\u0022"'],
    ["node", "\\u{00000065}val", "eval"],
    ["c", "a\\ \t\nb\nc", "ab\n\nc"],
    ["node", "'\\\\u0065' \\u{110000} \\u{ffffff}", "'\\\\u0065' \\u{110000} \\u{ffffff}"],
    ["c", "a\\\nb\nc", "ab\n\nc"],
    ["c", "a\\\r\nb\r\nc", "ab\r\n\nc"],
    ["cpp", "  %:include <a>\nx %: y", "  #include <a>\nx %: y"],
  ] as const)("in %s: %j is %j", (language, written, read) => {
    expect(asCompiled(written, language)).toBe(read);
  });

  it("is the same where nothing is written in a roundabout way", () => {
    const plain = fc.stringMatching(/^[abc_ 1().,;'"\n\t{}<>=+*/#-]*$/);
    fc.assert(
      fc.property(fc.constantFrom(...Language.options), plain, (language, text) => {
        expect(asCompiled(text, language)).toBe(text);
      }),
    );
  });

  it("keeps the number of lines in every language but Java, whatever the text", () => {
    const text = fc.string({
      unit: fc.constantFrom("\\", "\n", "\r", "u", "0", "a", "{", "}", "%:", "𝐨", "x"),
    });
    const languages = Language.options.filter((language) => language !== "java");
    fc.assert(
      fc.property(fc.constantFrom(...languages), text, (language, written) => {
        const lines = asCompiled(written, language).split("\n").length;
        expect(lines).toBe(written.split("\n").length);
      }),
    );
  });

  it.each(["\\", "\\u", "u", "\\\n", "%", "a", "𝐨", " ", "\u0301\u0323"])(
    "takes a moment for millions of %j",
    (unit) => {
      const text = unit.repeat(2_000_000 / unit.length);
      for (const language of Language.options) {
        const from = performance.now();
        asCompiled(text, language);
        expect(performance.now() - from, language).toBeLessThan(5_000);
      }
    },
  );
});
