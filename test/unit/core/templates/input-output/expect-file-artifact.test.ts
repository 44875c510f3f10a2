import { describe, expect, it } from "vitest";
import type { FileRead } from "#core/grading/sandbox-port.ts";
import { expectFileArtifact } from "#core/templates/input-output/expect-file-artifact.ts";
import { noSyntax } from "#test/unit/core/no-syntax.ts";
import { limits, outcome, ScriptedSandbox } from "#test/unit/core/scripted-sandbox.ts";

const wanted = { program_command: "CMD", artifact_path: "out.txt", expected_content: "total: 7" };

async function judge(file: FileRead, parameters: Readonly<Record<string, unknown>> = {}) {
  const sandbox = new ScriptedSandbox(outcome(), { "out.txt": file });
  const context = { files: [], language: "python", locale: "en", limits, sandbox, syntax: noSyntax } as const;
  return expectFileArtifact.run(context, expectFileArtifact.parameters.parse({ ...wanted, ...parameters }));
}

function holding(content: string | Uint8Array): FileRead {
  return { kind: "read", content: Buffer.from(content) };
}

function problems(parameters: Readonly<Record<string, unknown>>): unknown {
  const parsed = expectFileArtifact.parameters.safeParse({ ...wanted, ...parameters });
  return parsed.error?.issues.map(({ path, message }) => `${path.join("/")}: ${message}`);
}

describe("expect_file_artifact", () => {
  it("compares the normalised content", async () => {
    expect((await judge(holding("total: 7  \r\n\n"))).score).toBe(100);
    expect((await judge(holding("total: 7  \n"), { normalization: false })).score).toBe(0);
  });

  it("looks for a part, or for a pattern anywhere", async () => {
    expect((await judge(holding("a\ntotal: 7\nb"), { match_mode: "contains" })).score).toBe(100);
    const pattern = { match_mode: "regex", expected_content: "total: \\d+" };
    expect((await judge(holding("the total: 12."), pattern)).score).toBe(100);
    expect((await judge(holding("the total: none"), pattern)).score).toBe(0);
  });

  it("does not let ^ and $ match inside lines", async () => {
    expect((await judge(holding("a\nb\n"), { match_mode: "regex", expected_content: "^b$" })).score).toBe(0);
  });

  it("reads bytes that are not UTF-8 as Latin-1", async () => {
    const latin = Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 0x80);
    expect((await judge(holding(latin), { expected_content: "café\u0080" })).score).toBe(100);
  });

  it.each<[FileRead, RegExp]>([
    [{ kind: "missing" }, /there is no file 'out.txt'/],
    [{ kind: "not-regular" }, /'out.txt' is not a regular file/],
    [{ kind: "too-large", sizeBytes: 3 * 1024 * 1024 }, /has 3 MiB; at most 1 MiB/],
  ])("gives 0 and the reason for a file that is %j", async (file, words) => {
    expect(await judge(file)).toMatchObject({ score: 0, message: expect.stringMatching(words) });
  });

  it("does not look at the file of a program that failed", async () => {
    const sandbox = new ScriptedSandbox(outcome({ exitCode: 1 }), { "out.txt": holding("total: 7") });
    const context = {
      files: [],
      language: "python",
      locale: "en",
      limits,
      sandbox,
      syntax: noSyntax,
    } as const;
    const verdict = await expectFileArtifact.run(context, expectFileArtifact.parameters.parse(wanted));
    expect(verdict).toMatchObject({ score: 0, message: expect.stringContaining("exit code 1") });
  });

  it.each([
    ["/etc/passwd", /is absolute/],
    ["a/../../x", /leaves the program's directory/],
    ["..", /leaves the program's directory/],
    ["", /is empty/],
    ["a/", /names a directory/],
    ["./.", /names a directory/],
    ["a\\b", /backslash/],
  ])("refuses the path %j when the assignment is published", (path, words) => {
    expect(problems({ artifact_path: path })).toEqual([expect.stringMatching(words)]);
  });

  it("refuses a pattern that does not compile, in the form it will be used", () => {
    expect(problems({ match_mode: "regex", expected_content: "(a" })).toEqual([
      expect.stringMatching(/^expected_content: not a JavaScript regular expression: .*Unterminated group/),
    ]);
    expect(problems({ match_mode: "contains", expected_content: "(a" })).toBeUndefined();
  });
});
