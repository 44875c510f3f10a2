import { readFile, writeFile } from "node:fs/promises";
import { Option } from "commander";
import { scriptCommand } from "#cli/script-command.ts";
import { endpointsUsdPerMonth, standingUsdPerMonth } from "./simulate/costs.ts";
import { chartOf, pageWithTables } from "./simulate/page.ts";
import { renderTables, tables } from "./simulate/tables.ts";

/**
 * Plays arrivals of submissions against ways to choose the number of hosts: `npm run simulate`, `npm run --silent simulate -- --json`.
 * With `--write` the tables and the chart go into `docs/`.
 */
const options = scriptCommand(
  "npm run simulate --",
  "plays arrivals of submissions against ways to choose the number of hosts",
)
  .option("--json", "print one JSON object")
  .addOption(new Option("--write", "write the tables and the chart of docs/capacity.md").conflicts("json"))
  .parse()
  .opts<{ readonly json?: true; readonly write?: true }>();
const all = tables();
if (options.write) {
  const page = new URL("../docs/capacity.md", import.meta.url);
  await writeFile(page, pageWithTables(await readFile(page, "utf8"), all));
  await writeFile(new URL("../docs/capacity.svg", import.meta.url), chartOf(all));
} else if (options.json) {
  const standing = { ...standingUsdPerMonth(), "interface endpoints": endpointsUsdPerMonth() };
  console.log(JSON.stringify({ tables: all, standingUsdPerMonth: standing }));
} else {
  console.log(renderTables(all));
}
