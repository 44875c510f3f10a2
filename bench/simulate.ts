import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { endpointsUsdPerMonth, standingUsdPerMonth } from "./simulate/costs.ts";
import { chartOf, pageWithTables } from "./simulate/page.ts";
import { renderTables, tables } from "./simulate/tables.ts";

/**
 * Plays arrivals of submissions against ways to choose the number of hosts: `npm run simulate`, `npm run --silent simulate -- --json`.
 * With `--write` the tables and the chart go into `docs/`.
 */
const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, write: { type: "boolean", default: false } },
});
const all = tables();
if (values.write) {
  const page = new URL("../docs/capacity.md", import.meta.url);
  await writeFile(page, pageWithTables(await readFile(page, "utf8"), all));
  await writeFile(new URL("../docs/capacity.svg", import.meta.url), chartOf(all));
} else if (values.json) {
  const standing = { ...standingUsdPerMonth(), "interface endpoints": endpointsUsdPerMonth() };
  console.log(JSON.stringify({ tables: all, standingUsdPerMonth: standing }));
} else {
  console.log(renderTables(all));
}
