import { load } from "cheerio";
import { describe, expect, it } from "vitest";
import { exampleReport } from "#test/support/sandbox-report.ts";
import { injectionChart } from "../../../../bench/sandbox/injection-chart.ts";
import { jobsChart } from "../../../../bench/sandbox/jobs-chart.ts";

const parsed = (svg: string) => load(svg, { xml: true });

describe("the chart of jobs", () => {
  it("has a bar with its number for each way at each number of slots, and its phases", () => {
    const $ = parsed(jobsChart(exampleReport));
    const words = $("text")
      .map((_, node) => $(node).text())
      .get();

    for (const { jobsPerMinute } of exampleReport.jobs) expect(words).toContain(String(jobsPerMinute));
    expect(words).toContain("2 at a time");
    expect(words).toContain("200 ms");
    // The background, a bar for each row, and four phases for each way with one slot.
    expect($("rect").length).toBe(1 + 8 + 4 * 4);
  });

  it("has bars as high as their numbers", () => {
    const $ = parsed(jobsChart(exampleReport));
    const heights = $("rect")
      .map((_, node) => Number($(node).attr("height")))
      .get();

    expect(heights[1]).toBeCloseTo(2 * (heights[2] ?? 0), 0);
    expect(heights[3]).toBeCloseTo((heights[2] ?? 0) / 5, 0);
  });
});

describe("the chart of injections", () => {
  it("has a point for each way and size, and joins sizes but not the many small files", () => {
    const $ = parsed(injectionChart(exampleReport));

    expect($("circle").length).toBe(4 * 3 + 2);
    expect($("line[stroke-width]").length).toBe(2 * 3 + 1);
  });

  it("has the quicker way below the slower one, ten times by the same distance", () => {
    const $ = parsed(injectionChart(exampleReport));
    const heights = $("circle")
      .map((_, node) => Number($(node).attr("cy")))
      .get();
    const [small = 0, medium = 0, large = 0] = heights;

    expect(small).toBeGreaterThan(medium);
    expect((small - medium) / Math.log10(4)).toBeCloseTo((medium - large) / Math.log10(5), 0);
  });
});

describe("charts", () => {
  it("of the same report are the same bytes, and another report's are not", () => {
    const other = {
      ...exampleReport,
      rows: exampleReport.rows.slice(0, -1),
      jobs: exampleReport.jobs.slice(0, -1),
    };
    for (const chart of [jobsChart, injectionChart]) {
      expect(chart(exampleReport)).toBe(chart(structuredClone(exampleReport)));
      expect(chart(exampleReport)).not.toBe(chart(other));
    }
  });
});
