import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { makeStacks, synthesiseStacks } from "#test/support/stacks.ts";

const dir = mkdtempSync(join(tmpdir(), "assay-stacks-"));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true });
});

it("what stacks are synthesised into goes with the scope that made them", () => {
  vi.stubEnv("TMPDIR", dir);
  {
    using stacks = makeStacks();
    stacks.app.synth();
    expect(readdirSync(dir)).toHaveLength(1);
  }
  synthesiseStacks();
  expect(() => makeStacks({ spotShare: "much" })).toThrow("spotShare");

  expect(readdirSync(dir)).toEqual([]);
});
