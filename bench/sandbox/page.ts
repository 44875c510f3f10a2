import type { Report } from "./report.ts";
import { renderTables } from "./tables.ts";

const begin = "<!-- measured -->\n";
const end = "<!-- end -->";

/** `docs/performance.md` with what was measured, which is between two comments, made anew. */
export function pageWithReport(page: string, report: Report): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the page has no ${begin.trim()} before ${end}`);
  const charts = [
    "![Jobs a minute, and where the time of one goes](performance/jobs.svg)",
    "![Time of injecting files, by size](performance/injection.svg)",
  ];
  return `${page.slice(0, from)}${begin}\n${charts.join("\n\n")}\n\n${renderTables(report)}\n${page.slice(to)}`;
}
