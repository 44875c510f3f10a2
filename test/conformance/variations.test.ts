import { describe, expect, it } from "vitest";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";
import { judgeCase } from "./judge-case.ts";
import { readCases } from "./reference-case.ts";

/** Nothing of these runs. */
const noPool: SandboxPool = {
  take: () => Promise.reject(new Error("a sandbox was taken")),
  [Symbol.asyncDispose]: async () => {},
};

/** How many may come out otherwise, each for a reason that the judge computes anew: a new one is looked at first. */
const files = [
  { file: "webdev-variations", differing: 11 },
  { file: "static-analysis-variations", differing: 30 },
];

describe.each(files)("variations of the recorded cases, $file", ({ file, differing }) => {
  it(
    "agree with the rules of the reference system, or differ for a reason",
    { timeout: 300_000 },
    async () => {
      const verdicts = [];
      for (const example of readCases(file)) verdicts.push(await judgeCase(example, noPool));
      expect(verdicts.filter(({ status }) => status === "fail")).toEqual([]);
      expect(verdicts.filter(({ status }) => status === "differs")).toHaveLength(differing);
    },
  );
});
