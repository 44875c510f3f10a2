import { readFile, writeFile } from "node:fs/promises";
import { attackTable } from "#test/security/attack-table.ts";

/** Writes the attacks into the page on security: `node scripts/generate-security.ts && npm run format`. */
const page = new URL("../docs/security.md", import.meta.url);
const text = await readFile(page, "utf8");
const [before, rest = ""] = text.split("<!-- attacks -->\n", 2);
const after = rest.slice(rest.indexOf("<!-- end -->"));
await writeFile(page, `${before}<!-- attacks -->\n\n${attackTable()}\n\n${after}`);
