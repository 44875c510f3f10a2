import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync("package.json", "utf8")));

function run(name: string, ...args: readonly string[]) {
  const file = scripts[name]?.replace(/^node /, "") ?? "";
  return new Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }>(
    (resolve) => {
      const child = execFile(process.execPath, [file, ...args], (_error, stdout, stderr) =>
        resolve({ exitCode: child.exitCode, stdout, stderr }),
      );
    },
  );
}

describe.concurrent.each(["bench", "simulate", "soak", "attacks", "conformance"])("npm run %s", (name) => {
  it("says how it is used", async ({ expect }) => {
    const { exitCode, stdout } = await run(name, "--help");

    expect(stdout).toMatch(new RegExp(`^Usage: npm run ${name} -- .*\n`));
    expect(exitCode).toBe(0);
  });

  it("does not take what it does not know", async ({ expect }) => {
    expect(await run(name, "--nonsense")).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: "error: unknown option '--nonsense'\n",
    });
  });
});

describe("a script that gets a wrong value says which", () => {
  it.concurrent.each([
    [
      "soak",
      ["--jobs", "many"],
      "option '--jobs <n>' argument 'many' is invalid. use a whole number from 1 to 1000000",
    ],
    [
      "soak",
      ["--jobs", "5", "--minutes", "5"],
      "option '--minutes <n>' cannot be used with option '--jobs <n>'",
    ],
    ["soak", ["5"], "too many arguments. Expected 0 arguments but got 1: 5."],
    ["simulate", ["--write", "--json"], "option '--write' cannot be used with option '--json'"],
    ["bench", ["toString"], "unknown command 'toString'"],
    ["bench", ["pool", "--quick"], "unknown option '--quick'"],
    ["bench", ["sandbox", "--write", "--quick"], "option '--quick' cannot be used with option '--write'"],
    ["bench", ["sandbox", "--page", "--write"], "option '--page' cannot be used with option '--write'"],
    ["conformance", [], "missing required argument 'file.json'"],
    [
      "conformance",
      ["/nowhere.json"],
      "/nowhere.json: Error: ENOENT: no such file or directory, open '/nowhere.json'",
    ],
    ["conformance", ["package.json"], "package.json: holds neither a list nor {cases: […]}"],
  ] as const)("npm run %s -- %j", async (name, args, says) => {
    expect(await run(name, ...args)).toEqual({ exitCode: 2, stdout: "", stderr: `error: ${says}\n` });
  });
});
