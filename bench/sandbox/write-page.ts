import { mkdir, readFile, writeFile } from "node:fs/promises";
import { injectionChart } from "./injection-chart.ts";
import { jobsChart } from "./jobs-chart.ts";
import { pageWithReport } from "./page.ts";
import type { Report } from "./report.ts";

const docs = new URL("../../docs/", import.meta.url);

/** `docs/performance.md` and, beside it, the report and the charts. */
export async function writePage(report: Report): Promise<void> {
  const page = new URL("performance.md", docs);
  const folder = new URL("performance/", docs);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL("sandbox.json", folder), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(new URL("jobs.svg", folder), jobsChart(report));
  await writeFile(new URL("injection.svg", folder), injectionChart(report));
  await writeFile(page, pageWithReport(await readFile(page, "utf8"), report));
}
