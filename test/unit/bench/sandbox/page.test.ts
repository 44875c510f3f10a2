import { existsSync, readFileSync } from "node:fs";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import { exampleReport } from "#test/support/sandbox-report.ts";
import { goalsOf, isMet } from "../../../../bench/sandbox/goals.ts";
import { injectionChart } from "../../../../bench/sandbox/injection-chart.ts";
import { jobsChart } from "../../../../bench/sandbox/jobs-chart.ts";
import { pageWithReport } from "../../../../bench/sandbox/page.ts";
import { Report } from "../../../../bench/sandbox/report.ts";
import { renderTables } from "../../../../bench/sandbox/tables.ts";
import { readReport } from "../../../../bench/sandbox/write-page.ts";

const goalNamed = (report: Report, name: string) => goalsOf(report).find(({ what }) => what.startsWith(name));

describe("the goals of the sandbox", () => {
  it("are met or missed by what was measured", () => {
    const missed = goalsOf(exampleReport).filter((goal) => !isMet(goal));

    expect(missed.map(({ what }) => what)).toEqual([
      "10 MiB streamed into a warm sandbox, p95",
      "`python3 -c pass`, against no sandbox",
      "jobs a minute, 2 at a time, against the better Docker",
    ]);
  });

  it("compare medians side by side, and jobs with the better of Docker's ways", () => {
    expect(goalNamed(exampleReport, "1 MiB streamed, against the base64-exec")?.measured).toBe(40);
    expect(goalNamed(exampleReport, "`python3")?.measured).toBe(4);
    expect(goalNamed(exampleReport, "jobs a minute, 1 at a time")?.measured).toBe(5);
    expect(goalNamed(exampleReport, "a job, one at a time")?.measured).toBe(2);
  });

  it("have nothing to say of Docker where it could not be run", () => {
    const jobs = exampleReport.jobs.filter(({ how }) => !how.startsWith("Docker"));

    expect(goalNamed({ ...exampleReport, jobs }, "jobs a minute")).toBeUndefined();
  });

  it("cannot be judged without their rows", () => {
    expect(() => goalsOf({ ...exampleReport, rows: [] })).toThrow("no row for inject 1 MiB by stream");
  });
});

describe("the tables of a report", () => {
  it("name the machine, every row, and what could not be measured", () => {
    const tables = renderTables({ ...exampleReport, skipped: ["Docker: no dockerd here"] });

    expect(tables).toContain("Measured 2026-01-02 on 2 × An <exact> processor, 24 GiB");
    expect(tables).toContain("| Assay | 1 | 300 | 200 | 400 | 300 | 30 |");
    expect(tables).toContain("| 10 MiB streamed into a warm sandbox, p95 | ≤ 25 ms | 40.0 ms | **missed** |");
    expect(tables).toContain("Not measured: Docker: no dockerd here.");
  });
});

describe("the page on performance", () => {
  it("keeps its words and has what was measured between its two comments", () => {
    const page = "# Words\n\n<!-- measured -->\nwhat was there before\n<!-- end -->\n\nMore words\n";

    const written = pageWithReport(page, exampleReport);

    expect(written).toMatch(/^# Words\n\n<!-- measured -->\n/);
    expect(written).toMatch(/<!-- end -->\n\nMore words\n$/);
    expect(written).not.toContain("what was there before");
    expect(pageWithReport(written, exampleReport)).toBe(written);
  });

  it("shows the report that is beside it, or nothing; else run: npm run bench -- sandbox --page && npm run format", async () => {
    const page = readFileSync("docs/performance.md", "utf8");
    if (!existsSync("docs/performance")) {
      expect(page).toContain("\n\nNot yet measured on a quiet machine.\n\n<!-- end -->");
      return;
    }
    const report = await readReport();
    const options = { parser: "markdown", printWidth: 110 };

    expect(page).toBe(await format(pageWithReport(page, report), options));
    expect(readFileSync("docs/performance/jobs.svg", "utf8")).toBe(jobsChart(report));
    expect(readFileSync("docs/performance/injection.svg", "utf8")).toBe(injectionChart(report));
  });

  it("is left alone when it has no place for it", () => {
    expect(() => pageWithReport("# Words\n", exampleReport)).toThrow("the page has no <!-- measured -->");
  });
});

describe("a report", () => {
  it("is read back as it was written", () => {
    expect(Report.parse(JSON.parse(JSON.stringify(exampleReport)))).toEqual(exampleReport);
  });
});
