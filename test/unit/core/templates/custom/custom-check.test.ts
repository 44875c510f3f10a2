import { describe, expect, it } from "vitest";
import type { CheckerRequest } from "#core/grading/checker-port.ts";
import { runTest } from "#core/grading/run-test.ts";
import type { CommandOutcome, FileRead } from "#core/grading/sandbox-port.ts";
import { testNamed } from "#test/unit/core/criteria.ts";
import { limits, outcome, ScriptedSandbox } from "#test/unit/core/scripted-sandbox.ts";

interface Story {
  readonly program?: CommandOutcome;
  readonly files?: Readonly<Record<string, FileRead>>;
  readonly checker: CommandOutcome;
}

const syntax = { search: () => Promise.reject(new Error("no syntax is searched here")) };

async function check({ program = outcome({ printed: "42\n" }), files, checker }: Story) {
  const requests: CheckerRequest[] = [];
  const test = testNamed("path", {
    template: "custom",
    type: "custom_check",
    parameters: {
      program_command: "python3 main.py",
      inputs: ["6", "7"],
      checker: ["python3", "/tmp/checker.py"],
      output_files: ["route.txt"],
    },
  });
  const verdict = await runTest(test, {
    files: [],
    language: "python",
    locale: "en",
    limits,
    syntax,
    sandbox: new ScriptedSandbox(
      program,
      files ?? { "route.txt": { kind: "read", content: Buffer.from("a b") } },
    ),
    checker: {
      run: async (request) => {
        requests.push(request);
        return checker;
      },
    },
  });
  return { verdict, requests };
}

const answering = (printed: string) => outcome({ printed });

describe("a custom check", () => {
  it("hands the outputs of the student's program to the checker, whose answer is the verdict", async () => {
    const { verdict, requests } = await check({
      checker: answering('{"score": 62.5, "message": "A detour."}\n'),
    });

    expect(verdict).toMatchObject({
      score: 62.5,
      message: "A detour.",
      outcome: { stdout: { text: "42\n" } },
    });
    expect(requests).toHaveLength(1);
    expect(requests[0]?.command).toEqual({ argv: ["python3", "/tmp/checker.py"] });
    expect(requests[0]?.files.map(({ path, content }) => [path, new TextDecoder().decode(content)])).toEqual([
      ["stdout.txt", "42\n"],
      ["stderr.txt", ""],
      ["inputs.json", '["6","7"]'],
      ["files/route.txt", "a b"],
    ]);
  });

  it.each<readonly [string, Partial<Story>]>([
    ["did not end well", { program: outcome({ exitCode: 1 }) }],
    ["wrote no such file", { files: {} }],
    ["left a link there", { files: { "route.txt": { kind: "not-regular" } } }],
    ["wrote too much", { files: { "route.txt": { kind: "too-large", sizeBytes: 9e9 } } }],
  ])("is not asked about a program that %s: that is a zero", async (_, story) => {
    const { verdict, requests } = await check({ checker: answering(""), ...story });
    expect(verdict.score).toBe(0);
    expect(requests).toEqual([]);
  });

  it.each([
    ["nothing", ""],
    ["words", "100"],
    ["a score that is text", '{"score": "100", "message": "m"}'],
    ["NaN", '{"score": NaN, "message": "m"}'],
    ["a score beyond 100", '{"score": 100.5, "message": "m"}'],
    ["a score below 0", '{"score": -1, "message": "m"}'],
    ["a number that is infinite", '{"score": 1e999, "message": "m"}'],
    ["no message", '{"score": 1}'],
    ["a key more", '{"score": 1, "message": "m", "debug": true}'],
    ["a key twice", '{"score": 0, "score": 100, "message": "m"}'],
    ["two answers", '{"score": 1, "message": "m"}\n{"score": 100, "message": "m"}'],
    ["a log line before it", 'checking…\n{"score": 1, "message": "m"}'],
  ])("whose checker prints %s is the instructor's to correct, and no zero", async (_, printed) => {
    await expect(check({ checker: answering(printed) })).rejects.toMatchObject({
      code: "release_unusable",
      blame: "instructor",
      context: { detail: expect.stringContaining("the checker: ") },
    });
  });

  it.each([
    ["crashes", outcome({ exitCode: null, signal: "SIGSEGV" }), "SIGSEGV"],
    ["fails", outcome({ exitCode: 3, printed: '{"score": 100, "message": "m"}' }), "exit code 3"],
    ["takes too long", outcome({ exitCode: null, signal: "SIGKILL", timedOut: "wall" }), "wall time"],
    ["is not there", outcome({ exitCode: null, startError: "ENOENT" }), "ENOENT"],
  ])("whose checker %s is the instructor's to correct", async (_, checker, words) => {
    await expect(check({ checker })).rejects.toMatchObject({
      code: "release_unusable",
      context: { detail: expect.stringContaining(words) },
    });
  });
});
