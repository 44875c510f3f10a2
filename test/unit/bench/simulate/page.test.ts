import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import { costsOf } from "../../../../bench/simulate/costs.ts";
import { chartOf, pageWithTables } from "../../../../bench/simulate/page.ts";
import { tables } from "../../../../bench/simulate/tables.ts";

const all = tables();
const rows = all.flatMap(({ id, rows }) => rows.map((row) => ({ id, ...row })));
const rowOf = (id: string, scaler: string) => rows.find((row) => row.id === id && row.scaler === scaler);

describe("the page on capacity", () => {
  it("has current tables and a current chart; else run: npm run simulate -- --write && npm run format", async () => {
    const page = readFileSync("docs/capacity.md", "utf8");
    const options = { parser: "markdown", printWidth: 110 };

    expect(page).toBe(await format(pageWithTables(page, all), options));
    expect(readFileSync("docs/capacity.svg", "utf8")).toBe(chartOf(all));
  });
});

describe("the defaults", () => {
  it("meet their goals before a deadline: a p95 wait of 30 s and $0.30 for 1,000 submissions", () => {
    const deadline = rowOf("deadline", "assay");

    expect(deadline?.p95WaitS).toBeLessThanOrEqual(30);
    expect(deadline?.usdPer1000).toBeLessThanOrEqual(0.3);
  });

  it("are cheaper than anything beside them that waits as short, in a rush", () => {
    for (const id of ["deadline", "exam"]) {
      const own = rowOf(id, "assay");
      const better = rows.filter(
        (row) =>
          row.id === id &&
          row.scaler !== "assay" &&
          row.p95WaitS <= Math.max(30, own?.p95WaitS ?? 0) &&
          row.usdPer1000 <= (own?.usdPer1000 ?? 0),
      );
      expect(better).toEqual([]);
    }
  });

  it("keep the others' p95 wait in a storm of one student, and that of gradings beside a regrade, below the goal", () => {
    expect(rowOf("resubmit", "assay")?.p95WaitS).toBeLessThanOrEqual(30);
    expect(rowOf("regrade", "assay")?.p95WaitS).toBeLessThanOrEqual(30);
    expect(rowOf("fairness", "neither")?.p95WaitS).toBeGreaterThan(30);
  });
});

describe("costs", () => {
  it("are what a hand reckons for one on-demand host and one hour", () => {
    const { hostsUsd } = costsOf({ submissions: 1, hostMs: 3_600_000, spotShare: 0, priceFactor: 1 });

    expect(hostsUsd).toBeCloseTo(0.153 + 0.005 + (30 * 0.08) / 730, 6);
  });

  it("are half of the host's own price on Spot", () => {
    const hour = { submissions: 1, hostMs: 3_600_000, priceFactor: 1 };

    expect(
      costsOf({ ...hour, spotShare: 0 }).hostsUsd - costsOf({ ...hour, spotShare: 1 }).hostsUsd,
    ).toBeCloseTo(0.153 / 2, 6);
  });
});

describe("npm run simulate -- --json", () => {
  it("prints one JSON object", { timeout: 60_000 }, () => {
    const printed = execFileSync(process.execPath, ["bench/simulate.ts", "--json"], { encoding: "utf8" });

    expect(JSON.parse(printed)).toMatchObject({ tables: all, standingUsdPerMonth: expect.any(Object) });
  });
});
