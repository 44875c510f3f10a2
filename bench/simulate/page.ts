import { renderChart } from "./chart.ts";
import { renderTables, type Table } from "./tables.ts";

const BEGIN = "<!-- tables -->\n";
const END = "<!-- end -->";

/** `docs/capacity.md` with its tables, which are between two comments, made anew. */
export function pageWithTables(page: string, tables: readonly Table[]): string {
  const [before, rest] = page.split(BEGIN, 2);
  if (before === undefined || rest === undefined) throw new Error(`the page has no ${BEGIN}`);
  return `${before}${BEGIN}\n${renderTables(tables)}\n${rest.slice(rest.indexOf(END))}`;
}

/** `docs/capacity.svg`. */
export function chartOf(tables: readonly Table[]): string {
  return renderChart(tables.find(({ id }) => id === "deadline")?.rows ?? []);
}
