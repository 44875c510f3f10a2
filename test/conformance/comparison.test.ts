import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { describe, expect, it } from "vitest";
import { ComparisonCase, judgeComparison } from "./judge-comparison.ts";

const CaseFile = z.object({ cases: z.array(ComparisonCase.extend({ note: z.string() })) });
const text = readFileSync(join(import.meta.dirname, "cases", "comparison.json"), "utf8");

describe("the reference system's comparisons with a baseline", () => {
  it.each(CaseFile.parse(JSON.parse(text)).cases)("$id: $note", (example) => {
    expect(judgeComparison(example)).toEqual({ id: example.id, status: "pass" });
  });
});
