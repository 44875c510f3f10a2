import { readFile, writeFile } from "node:fs/promises";
import { functionTable } from "#core/templates/webdev/function-table.ts";

/** Writes the functions of `webdev` into the page on the format: `node scripts/generate-functions.ts && npm run format`. */
const page = new URL("../docs/assignment-format.md", import.meta.url);
const text = await readFile(page, "utf8");
const [before, rest = ""] = text.split("<!-- functions of webdev -->\n", 2);
const after = rest.slice(rest.indexOf("<!-- end -->"));
await writeFile(page, `${before}<!-- functions of webdev -->\n\n${functionTable()}\n\n${after}`);
