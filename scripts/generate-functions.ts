import { readFile, writeFile } from "node:fs/promises";
import { functionTable } from "#core/templates/function-table.ts";
import { templates } from "#core/templates/registry.ts";

/** Writes the functions of every template into the page on the format: `node scripts/generate-functions.ts && npm run format`. */
const page = new URL("../docs/assignment-format.md", import.meta.url);
let text = await readFile(page, "utf8");
for (const template of templates.values()) {
  const begin = `<!-- functions of ${template.name} -->\n`;
  const [before, rest] = text.split(begin, 2);
  if (before === undefined || rest === undefined) throw new Error(`the page has no place for ${begin}`);
  text = `${before}${begin}\n${functionTable(template)}\n\n${rest.slice(rest.indexOf("<!-- end -->"))}`;
}
await writeFile(page, text);
