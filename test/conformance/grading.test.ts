import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";
import { openTestPool } from "#test/support/sandbox.ts";
import { differs } from "./differs.ts";
import { expectAgreement, expectInstead } from "./expect-outcome.ts";
import { gradeCase } from "./grade-case.ts";
import { readCases } from "./reference-case.ts";

const files = ["input_output", "preflight_assets"] as const;

let pool: SandboxPool;
beforeAll(async () => {
  pool = await openTestPool({ warm: 1 });
});
afterAll(async () => {
  await pool[Symbol.asyncDispose]();
});

describe.each(files)("the reference system's cases of %s, graded in a real sandbox", (file) => {
  for (const example of readCases(file)) {
    const difference = differs[example.id];
    const title = difference === undefined ? "" : ` (differs: ${difference.reason})`;
    it(`${example.id}: ${example.note}${title}`, async () => {
      const actual = await gradeCase(example, pool);
      if (difference === undefined) expectAgreement(actual, example);
      else expectInstead(actual, difference.instead);
    });
  }
});

describe("the differences", () => {
  it("are all of cases that exist", () => {
    const ids = [...files, "scoring", "webdev"].flatMap((file) => readCases(file)).map(({ id }) => id);
    const recorded = Object.entries(differs).filter(([, { notRecordedHere }]) => notRecordedHere !== true);
    expect(ids).toEqual(expect.arrayContaining(recorded.map(([id]) => id)));
  });
});
