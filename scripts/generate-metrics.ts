import { readFile, writeFile } from "node:fs/promises";
import { metrics } from "#core/telemetry.ts";

/** Writes the table of metrics into the page on operations: `node scripts/generate-metrics.ts && npm run format`. */
const page = new URL("../docs/operations.md", import.meta.url);
const begin = "<!-- metrics -->\n";
const rows = Object.values(metrics).map(
  ({ name, unit, from, meaning }) => `| \`${name}\` | ${unit} | ${from} | ${meaning} |`,
);
const table = ["| metric | unit | from | what |", "| --- | --- | --- | --- |", ...rows].join("\n");
const [before, rest] = (await readFile(page, "utf8")).split(begin, 2);
if (before === undefined || rest === undefined) throw new Error(`the page has no place for ${begin}`);
await writeFile(page, `${before}${begin}\n${table}\n\n${rest.slice(rest.indexOf("<!-- end -->"))}`);
