import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { functionTable } from "#core/templates/webdev/function-table.ts";

const page = readFileSync("docs/assignment-format.md", "utf8");

it("the page on the format has every function; else run: node scripts/generate-functions.ts && npm run format", () => {
  expect(unpadded(page)).toContain(unpadded(functionTable()));
});

/** Prettier lines tables up. */
function unpadded(table: string): string {
  return table.replaceAll(/ {2,}/g, " ").replaceAll(/-{3,}/g, "---");
}
