import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registerCompare } from "#cli/commands/compare.ts";
import { gradedResult } from "#test/support/results.ts";
import { testResult } from "#test/unit/core/report/results.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "assay-compare-"));
  const write = (name: string, value: unknown) => writeFile(join(dir, name), JSON.stringify(value));
  const other = testResult({ name: "b", score: 100 });
  await write("now.json", gradedResult({ score: 70, tests: [testResult({ name: "a", score: 70 }), other] }));
  await write("then.json", gradedResult({ score: 50, tests: [testResult({ name: "a", score: 40 }), other] }));
  await write("odd.json", { score: "high" });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function compare(...args: readonly string[]): Promise<string> {
  const printed: string[] = [];
  const program = new Command().exitOverride();
  registerCompare(program, { print: (text) => void printed.push(text) });
  await program.parseAsync(["compare", ...args.map((arg) => (arg.startsWith("-") ? arg : join(dir, arg)))], {
    from: "user",
  });
  return printed.join("\n");
}

describe("assay compare", () => {
  it("says what changed, and of what did not change nothing", async () => {
    expect(await compare("now.json", "then.json")).toBe(
      "score +20, 1 of 2 tests changed\nimproved   base/a +30",
    );
  });

  it("prints the comparison for programs", async () => {
    expect(JSON.parse(await compare("then.json", "now.json", "--json"))).toMatchObject({
      scoreDelta: -20,
      improved: false,
      tests: [{ status: "regressed" }, { status: "unchanged" }],
    });
  });

  it.each([
    ["nothing.json", /cannot be read/],
    ["odd.json", /is no result with a score/],
  ])("refuses %s with words", async (name, words) => {
    await expect(compare("now.json", name)).rejects.toThrow(words);
  });
});
