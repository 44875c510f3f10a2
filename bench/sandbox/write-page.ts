import { mkdir, readFile, writeFile } from "node:fs/promises";
import { injectionChart } from "./injection-chart.ts";
import { jobsChart } from "./jobs-chart.ts";
import { pageWithReport } from "./page.ts";
import { Report } from "./report.ts";

const docs = new URL("../../docs/", import.meta.url);
const folder = new URL("performance/", docs);

/** What the page shows now. */
export async function readReport(): Promise<Report> {
  return Report.parse(JSON.parse(await readFile(new URL("sandbox.json", folder), "utf8")));
}

/** `docs/performance.md` and, beside it, the report and the charts. */
export async function writePage(report: Report): Promise<void> {
  const page = new URL("performance.md", docs);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL("sandbox.json", folder), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(new URL("jobs.svg", folder), jobsChart(report));
  await writeFile(new URL("injection.svg", folder), injectionChart(report));
  await writeFile(page, pageWithReport(await readFile(page, "utf8"), report));
}
