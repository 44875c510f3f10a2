import { describe, expect, it } from "vitest";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";
import { expectAgreement, expectInstead } from "./expect-outcome.ts";
import { gradeCase } from "./grade-case.ts";
import { readCases } from "./reference-case.ts";
import { staticAnalysisDiffers } from "./static-analysis-differs.ts";

const unusable = new Set(["A60"]);
const cases = readCases("static_analysis");

/** Nothing of these cases runs, so nothing may ask for a sandbox. */
const pool: SandboxPool = {
  take: () => Promise.reject(new Error("a sandbox was taken")),
  [Symbol.asyncDispose]: async () => {},
};

describe("the reference system's cases of static_analysis", () => {
  for (const example of cases.filter(({ id }) => !unusable.has(id))) {
    const difference = staticAnalysisDiffers[example.id];
    const title = difference === undefined ? "" : ` (differs: ${difference.reason})`;
    it(`${example.id}: ${example.note}${title}`, async () => {
      const actual = await gradeCase(example, pool);
      if (difference === undefined) expectAgreement(actual, example);
      else expectInstead(actual, difference.instead);
    });
  }

  it("A60: an AI test without a model is the instructor's to know, and no student's zero", async () => {
    const [example] = cases.filter(({ id }) => id === "A60");
    if (example === undefined) expect.fail("the case is gone");
    await expect(gradeCase(example, pool)).rejects.toMatchObject({
      code: "release_unusable",
      blame: "instructor",
    });
  });

  it("differs only in cases that exist, here or where the reference system's own list of defects names them", () => {
    const ids = [...cases.map(({ id }) => id), "A04", "A19", "A49"];
    expect(ids).toEqual(expect.arrayContaining(Object.keys(staticAnalysisDiffers)));
  });
});
