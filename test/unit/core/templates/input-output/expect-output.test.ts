import { describe, expect, it } from "vitest";
import type { CommandOutcome } from "#core/grading/sandbox-port.ts";
import { expectOutput } from "#core/templates/input-output/expect-output.ts";
import { noSyntax } from "#test/unit/core/no-syntax.ts";
import { limits, outcome, ScriptedSandbox } from "#test/unit/core/scripted-sandbox.ts";

async function judge(ends: CommandOutcome, parameters: Readonly<Record<string, unknown>>) {
  const sandbox = new ScriptedSandbox(ends);
  const context = { files: [], language: "python", locale: "en", limits, sandbox, syntax: noSyntax } as const;
  const parsed = expectOutput.parameters.parse({ program_command: "CMD", ...parameters });
  return { sandbox, verdict: await expectOutput.run(context, parsed) };
}

describe("expect_output", () => {
  it("gives 100 for the expected output and 0 for another", async () => {
    expect((await judge(outcome({ printed: "8\n" }), { expected_output: "8" })).verdict.score).toBe(100);
    expect((await judge(outcome({ printed: "9\n" }), { expected_output: "8" })).verdict.score).toBe(0);
  });

  it("names the first line that differs", async () => {
    const { verdict } = await judge(outcome({ printed: "a\nx\n" }), { expected_output: "a\nb\nc" });
    expect(verdict.message).toContain("line 2 is the first that differs");
    expect(verdict.comparison).toEqual({ expected: "a\nb\nc", actual: "a\nx\n", lines: "normalised" });
  });

  it("names the line after the last when lines are missing or too many", async () => {
    const less = await judge(outcome({ printed: "a\n" }), { expected_output: "a\nb" });
    const more = await judge(outcome({ printed: "a\nb\n" }), { expected_output: "a" });
    expect(less.verdict.message).toContain("line 2");
    expect(more.verdict.message).toContain("line 2");
  });

  it("counts every byte without normalization", async () => {
    const exact = { expected_output: "8", normalization: false };
    expect((await judge(outcome({ printed: "8\n" }), exact)).verdict.score).toBe(0);
    expect((await judge(outcome({ printed: "8" }), exact)).verdict.score).toBe(100);
  });

  it("sends the inputs as lines, each with its newline, and nothing else", async () => {
    const inputs = ["-n", "it's $HOME `id`", ""];
    const { sandbox } = await judge(outcome(), { inputs });
    expect(sandbox.stdin).toBe("-n\nit's $HOME `id`\n\n");
  });

  it.each([[[]], [null], [undefined]])("sends one newline when there are no inputs: %j", async (inputs) => {
    const { sandbox } = await judge(outcome(), { inputs });
    expect(sandbox.stdin).toBe("\n");
  });

  it("gives nothing for the right output of a program that does not exit with 0", async () => {
    const { verdict } = await judge(outcome({ exitCode: 3, printed: "8" }), { expected_output: "8" });
    expect(verdict).toMatchObject({ score: 0, message: expect.stringContaining("exit code 3") });
  });

  it("gives nothing for output that was cut, even where the rest is expected", async () => {
    const stdout = { text: "8", bytes: 2_000_000, truncated: true };
    const { verdict } = await judge(outcome({ stdout }), { expected_output: "8" });
    expect(verdict).toMatchObject({ score: 0, message: expect.stringContaining("more than 1 MiB") });
  });

  it("refuses numbers where text is meant, and says how to write them", () => {
    const parsed = expectOutput.parameters.safeParse({
      program_command: "CMD",
      inputs: ["5", 7],
      expected_output: 8,
    });
    expect(parsed.error?.issues.map(({ path, message }) => [path.join("/"), message])).toEqual([
      ["inputs/1", 'must be a string, got the number 7: quote it ("7")'],
      ["expected_output", 'must be a string, got the number 8: quote it ("8")'],
    ]);
  });

  it("refuses a test without a command, which would run its inputs as one", () => {
    const parsed = expectOutput.parameters.safeParse({ inputs: ["echo", "hi"] });
    expect(parsed.error?.issues[0]?.message).toContain("missing program_command");
  });

  it("reads its own parameters again unchanged, as a release stores them", () => {
    const once = expectOutput.parameters.parse({ program_command: { python: "CMD" }, inputs: null });
    expect(expectOutput.parameters.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });
});
