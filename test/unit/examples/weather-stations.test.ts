import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAssignmentFolder } from "#cli/assignment/read-folder.ts";

const example = join(import.meta.dirname, "../../../examples/weather-stations");

describe("the example weather-stations", () => {
  it("has the dataset that its script makes", () => {
    const dir = mkdtempSync(join(tmpdir(), "assay-dataset-"));
    try {
      execFileSync("python3", [join(example, "make_dataset.py"), join(dir, "made.csv")]);

      const committed = readFileSync(join(example, "assets/observations.csv"));
      expect(readFileSync(join(dir, "made.csv")).equals(committed)).toBe(true);
      expect(committed.length).toBeGreaterThan(1024 * 1024);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it("is an assignment without any finding, whose asset is there and read-only", async () => {
    const reading = await readAssignmentFolder(example);

    expect(reading).toMatchObject({
      ok: true,
      folder: {
        name: "weather-stations",
        findings: [],
        assets: [
          {
            asset: { source: "observations.csv", target: "/tmp/data/observations.csv", readOnly: true },
            sizeBytes: 1_131_859,
          },
        ],
      },
    });
  });
});
