import { describe, expect, it } from "vitest";
import { templates } from "#core/templates/registry.ts";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";
import { differs } from "./differs.ts";
import { expectAgreement, expectInstead } from "./expect-outcome.ts";
import { gradeCase } from "./grade-case.ts";
import { readCases } from "./reference-case.ts";

/** Pages are read on the host. */
const noPool: SandboxPool = {
  take: () => expect.fail("took a sandbox"),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

describe.each(["webdev", "scoring"])(
  "the reference system's cases of %s, graded without a sandbox",
  (file) => {
    for (const example of readCases(file)) {
      const difference = differs[example.id];
      const title = difference === undefined ? "" : ` (differs: ${difference.reason})`;
      it(`${example.id}: ${example.note}${title}`, async () => {
        const actual = await gradeCase(example, noPool);
        if (difference === undefined) expectAgreement(actual, example);
        else expectInstead(actual, difference.instead);
      });
    }
  },
);

describe("the webdev template", () => {
  it("has as many test functions as the reference system", () => {
    expect(templates.get("webdev")?.functions.size).toBe(36);
  });
});
