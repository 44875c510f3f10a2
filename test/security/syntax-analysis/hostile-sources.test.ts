import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { forbiddenImport } from "#core/templates/static-analysis/forbidden-import.ts";
import { openSyntaxSearch } from "#runner/analysis/open-syntax-search.ts";
import { startSearchProcess } from "#runner/analysis/start-search-process.ts";
import { judge } from "#test/unit/core/templates/static-analysis/judging.ts";

const never = new AbortController().signal;
const MiB = 1024 * 1024;

/** Texts on which tree-sitter's parsers need memory without end, or that are as deep as they are long. */
const devouring = [
  ["python", "main.py", 'f"{'.repeat(1_000_000)],
  ["node", "index.js", "(a=".repeat(200_000)],
  ["cpp", "main.cpp", "a<".repeat(200_000)],
  ["java", "Main.java", "List<".repeat(200_000)],
] as const;

const deep = [
  ["python", "main.py", `${"(".repeat(100_000)}1${")".repeat(100_000)}`],
  ["python", "main.py", "\0\xFF\u{10FFFF}".repeat(50_000)],
  ["node", "index.js", "[".repeat(200_000)],
  ["node", "index.js", "`${".repeat(200_000)],
  ["java", "Main.java", "class A{".repeat(100_000)],
  ["c", "main.c", "#if 1\n".repeat(100_000)],
  ["c", "main.c", `int x = ${"1+".repeat(100_000)}1;`],
  ["cpp", "main.cpp", 'R"a('.repeat(100_000)],
] as const;

describe("a source file that attacks the parser", () => {
  it.each(devouring)("costs its own test and no more: %s %s", async (language, path, text) => {
    await using syntax = openSyntaxSearch(never);
    const files = { "0.txt": "", [path]: text };
    const before = process.memoryUsage.rss();
    const verdict = await judge(forbiddenImport, { forbidden_imports: ["os"] }, { syntax, language, files });
    expect(verdict).toMatchObject({
      score: 0,
      message: expect.stringContaining(`'${path}' could not be analysed`),
    });
    expect(process.memoryUsage.rss() - before).toBeLessThan(400 * MiB);

    const fine = { syntax, language, files: { [`other-${path}`]: "" } };
    expect((await judge(forbiddenImport, { forbidden_imports: ["os"] }, fine)).score).toBe(100);
  });

  it.each(deep)("gets a verdict, however deep it is: %s %s", async (language, path, text) => {
    await using syntax = openSyntaxSearch(never);
    const files = { [path]: text };
    const { score } = await judge(
      forbiddenImport,
      { forbidden_imports: ["os"] },
      { syntax, language, files },
    );
    expect([0, 100]).toContain(score);
  });

  it("is stopped by the time of computing it may have, whatever else the host does", async () => {
    await using syntax = openSyntaxSearch(never, () =>
      startSearchProcess({ cpuSeconds: 1, dataBytes: 1024 * MiB }),
    );
    const text = "\0\xFF".repeat(1_000_000);
    const result = await syntax.search({
      language: "python",
      files: [{ path: "main.py", text }],
      rules: [{ rule: { kind: "call" } }],
    });
    expect(result).toEqual({ kind: "unreadable", path: "main.py" });
  });
});

describe("the process that parses", () => {
  it("has no environment, no file of the runner, and cannot write one", async () => {
    const child = startSearchProcess({ cpuSeconds: 5, dataBytes: 1024 * MiB });
    try {
      await new Promise((resolve) => child.stdout.once("data", resolve));
      const pid = childrenOf(process.pid).at(-1) ?? "none";
      expect(
        readFileSync(`/proc/${pid}/environ`, "utf8").replaceAll(/^(PWD|SHLVL|_|OLDPWD)=[^\0]*\0/gm, ""),
      ).toBe("");
      const limitsOf = readFileSync(`/proc/${pid}/limits`, "utf8");
      expect(limitsOf).toMatch(/^Max cpu time +5 +7 /m);
      expect(limitsOf).toMatch(/^Max file size +0 +0 /m);
      expect(limitsOf).toMatch(/^Max core file size +0 +0 /m);
      expect(limitsOf).toMatch(/^Max data size +1073741824 +1073741824 /m);
    } finally {
      child.kill();
      await child.exited;
    }
  });

  it("ends with the runner, whose end closes its input", async () => {
    const child = startSearchProcess({ cpuSeconds: 5, dataBytes: 1024 * MiB });
    child.stdin.end();
    child.stdout.resume();
    await expect(child.exited).resolves.toMatchObject({ code: 0 });
  });
});

/** Of this process only: others may parse at the same time. */
function childrenOf(parent: number): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/status`, "utf8").includes(`\nPPid:\t${parent}\n`);
    } catch {
      return false;
    }
  });
}
