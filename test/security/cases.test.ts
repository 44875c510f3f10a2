import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { attackTable } from "./attack-table.ts";
import { attackFamilies } from "./cases.ts";

const cases = attackFamilies.flatMap((family) => family.cases);
const sizes = { A: 18, B: 12, C: 22, D: 12, E: 6, F: 8 };

describe("the list of attacks", () => {
  it("has each of the 78 cases once, in order", () => {
    const ids = Object.entries(sizes).flatMap(([letter, size]) =>
      Array.from({ length: size }, (_, index) => `${letter}${index + 1}`),
    );
    expect(cases.map(({ id }) => id)).toEqual(ids);
  });

  it.each(cases)("has a test whose name begins with $id in every file that it names", ({ id, files }) => {
    for (const file of files) {
      expect(readFileSync(join(import.meta.dirname, file), "utf8")).toMatch(new RegExp(`["\`]${id} `));
    }
  });

  it("is the one that docs/security.md shows; else run `node scripts/generate-security.ts && npm run format`", () => {
    const page = readFileSync("docs/security.md", "utf8");
    expect(words(page)).toContain(words(attackTable()));
  });
});

/** Without what the formatter aligns. */
function words(markdown: string): string {
  return markdown.replaceAll(/ {2,}/g, " ").replaceAll(/-{2,}/g, "-");
}
