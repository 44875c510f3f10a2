import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { child } from "#core/assignment/source/pointer.ts";
import { readJson } from "#core/assignment/source/read-json.ts";
import { readYaml } from "#core/assignment/source/read-yaml.ts";
import { Locator } from "#core/assignment/source/source-tree.ts";

describe("strict JSON with places", () => {
  it("has the values that JSON.parse has", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ noUnicodeString: false }),
        fc.constantFrom(undefined, 2, "\t"),
        (value, indent) => {
          const text = JSON.stringify(value, null, indent);
          fc.pre(!text.includes('"__proto__"'));

          expect(readJson(text)).toMatchObject({
            tree: { value: JSON.parse(text) as unknown },
            problems: [],
          });
        },
      ),
    );
  });

  it("accepts a text if and only if JSON.parse does", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"',
      '"a"',
      "1",
      "-",
      "0",
      "01",
      ".5",
      "1.5e3",
      "true",
      "null",
      "nul",
      " ",
      "\n",
      "\\",
      "\\u0041",
      "\u0001",
      "//",
      "'",
      "\u00a0",
      "NaN",
    );
    const mutated = fc
      .tuple(fc.json(), fc.nat(), pieces, fc.nat({ max: 2 }))
      .map(
        ([text, at, piece, cut]) =>
          text.slice(0, at % (text.length + 1)) + piece + text.slice((at % (text.length + 1)) + cut),
      );

    fc.assert(
      fc.property(
        fc.oneof(
          mutated,
          fc.array(pieces).map((parts) => parts.join("")),
        ),
        (text) => {
          const strict = readJson(text);
          const faults = strict.problems.filter(({ code }) => code === "json_syntax");

          expect(strict.tree !== undefined && faults.length === 0).toBe(parses(text));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("places every value where YAML, of which JSON is a part, places it", () => {
    const plain = fc.jsonValue({ maxDepth: 3, stringUnit: fc.constantFrom("a", "b", "/", "~", " ") });

    fc.assert(
      fc.property(plain, (value) => {
        const text = JSON.stringify(value, null, 2);

        expect(readJson(text).tree?.places).toEqual(readYaml(text).tree?.places);
      }),
    );
  });

  it("knows line and column of a key, a value and of what is missing", () => {
    const text = '{\n  "a/b": [1,\n    {"c": 2}]\n}';
    const locator = new Locator(text, readJson(text).tree?.places ?? new Map());
    const list = child("", "a/b");

    expect(list).toBe("/a~1b");
    expect(locator.locate(list, "key")).toEqual({ line: 2, column: 3 });
    expect(locator.locate(list)).toEqual({ line: 2, column: 10 });
    expect(locator.locate(`${list}/1/c`)).toEqual({ line: 3, column: 11 });
    expect(locator.locate(`${list}/1/missing/deeper`)).toEqual({ line: 3, column: 5 });
    expect(locator.locate("/missing")).toEqual({ line: 1, column: 1 });
    expect(locator.textOf(`${list}/1`)).toBe('{"c": 2}');
  });

  it("refuses a __proto__ key", () => {
    expect(readJson('{"__proto__": 1}').problems).toMatchObject([{ code: "unknown_key", offset: 1 }]);
    expect(readYaml("__proto__: 1").problems).toMatchObject([{ code: "unknown_key", offset: 0 }]);
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
