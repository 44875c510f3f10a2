import { readFileSync } from "node:fs";
import { format } from "prettier";
import { expect, it } from "vitest";
import { errorRegistry } from "#core/errors.ts";
import { errorCatalogue } from "#core/locales/error-catalogue.ts";

const page = readFileSync("docs/errors.md", "utf8");

it("is current; else run: node scripts/generate-errors.ts && npm run format", async () => {
  expect(page).toBe(await format(errorCatalogue(), { parser: "markdown", printWidth: 110 }));
});

it("names every code", () => {
  const missing = Object.keys(errorRegistry).filter((code) => !page.includes(`\`${code}\``));

  expect(missing).toEqual([]);
});
