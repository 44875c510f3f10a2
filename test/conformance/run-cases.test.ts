import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const dir = mkdtempSync(join(tmpdir(), "assay-cases-"));
const script = join(import.meta.dirname, "../../scripts/conformance.ts");
afterAll(() => rmSync(dir, { recursive: true }));

function page(id: string, score: number) {
  const parameters = [{ name: "tag", value: "i" }];
  const tests = [
    { name: "t", type: "has_tag", parameters: [...parameters, { name: "required_count", value: 2 }] },
  ];
  return {
    id,
    note: id,
    input: {
      template_name: "webdev",
      criteria_config: { base: { weight: 100, tests } },
      files: { "index.html": "<i>a</i>" },
    },
    expected: {
      status: "success",
      final_score: score,
      categories: { base: { score, weight: 100 } },
      tests: [{ path: "base/t", score, weight: 100 }],
    },
  };
}

/** The config names a language that the commands leave out. */
const withoutCommand = {
  ...page("new", 0),
  input: {
    template_name: "input_output",
    language: "python",
    files: { "main.py": "" },
    criteria_config: {
      base: {
        weight: 100,
        tests: [{ name: "t", type: "dont_fail", program_command: { java: "java Main" } }],
      },
    },
  },
};

function conformance(cases: readonly unknown[], ...flags: readonly string[]) {
  const file = join(dir, "cases.json");
  writeFileSync(file, JSON.stringify({ cases }));
  return new Promise<{ code: number | string | undefined; stdout: string }>((resolve) => {
    execFile(process.execPath, [script, file, ...flags], (error, stdout) =>
      resolve({ code: error?.code ?? 0, stdout }),
    );
  });
}

describe("npm run conformance", () => {
  it("tells agreement, a reasoned difference and a failure apart, in one JSON object", async () => {
    const { code, stdout } = await conformance([page("a", 50), page("b", 100), withoutCommand, {}], "--json");

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      pass: 1,
      differs: 1,
      fail: 2,
      cases: [
        { id: "a", status: "pass" },
        { id: "b", status: "fail", expected: { score: 100 }, actual: { score: 50 } },
        { id: "new", status: "differs", reason: expect.stringContaining("without a command") },
        { id: "?", status: "fail", reason: expect.stringContaining("no case") },
      ],
    });
  });

  it("ends with 0 and a line for each case when none failed", async () => {
    const { code, stdout } = await conformance([page("a", 50)]);

    expect({ code, stdout }).toEqual({ code: 0, stdout: "pass    a\n1 pass, 0 differs, 0 fail\n" });
  });
});
