import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SandboxPool } from "#runner/sandbox/sandbox.ts";
import { openTestPool } from "#test/support/sandbox.ts";
import { differs } from "./differs.ts";
import { judgeCase } from "./judge-case.ts";
import { readCases } from "./reference-case.ts";

/** Nothing of these runs, so nothing may ask for a sandbox. */
const onHost = ["scoring", "config_validation", "webdev", "static_analysis", "feedback"] as const;
const inSandbox = ["input_output", "preflight_assets"] as const;
const noPool: SandboxPool = {
  take: () => Promise.reject(new Error("a sandbox was taken")),
  [Symbol.asyncDispose]: async () => {},
};

let pool: SandboxPool;
beforeAll(async () => {
  pool = await openTestPool({ warm: 1 });
});
afterAll(async () => {
  await pool[Symbol.asyncDispose]();
});

const files = [
  ...onHost.map((file) => ({ file, poolOf: () => noPool })),
  ...inSandbox.map((file) => ({ file, poolOf: () => pool })),
];

describe.each(files)("the reference system's cases of $file", ({ file, poolOf }) => {
  for (const example of readCases(file)) {
    const reason = differs[example.id];
    const title = reason === undefined ? "" : ` (differs: ${reason})`;
    it(`${example.id}: ${example.note}${title}`, async () => {
      expect(await judgeCase(example, poolOf())).toMatchObject(
        reason === undefined
          ? { status: "pass" }
          : { status: "differs", reason: expect.stringContaining(reason) },
      );
    });
  }
});

describe("variations of the recorded cases that run programs", () => {
  it.each(readCases("sandbox-variations"))(
    "$id: $note, as the rules of the reference system have it, or otherwise for a reason",
    async (example) => {
      expect(await judgeCase(example, pool)).not.toMatchObject({ status: "fail" });
    },
  );
});

describe("the differences", () => {
  it("are all of cases that exist", () => {
    const ids = [...onHost, ...inSandbox].flatMap((file) => readCases(file)).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(Object.keys(differs)));
  });
});
