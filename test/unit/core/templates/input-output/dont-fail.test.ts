import { describe, expect, it } from "vitest";
import { dontFail } from "#core/templates/input-output/dont-fail.ts";
import { noSyntax } from "#test/unit/core/no-syntax.ts";
import { limits, outcome, ScriptedSandbox } from "#test/unit/core/scripted-sandbox.ts";

async function judge(sandbox: ScriptedSandbox, parameters: Readonly<Record<string, unknown>> = {}) {
  const context = { files: [], language: "java", locale: "en", limits, sandbox, syntax: noSyntax } as const;
  return dontFail.run(context, dontFail.parameters.parse({ program_command: "CMD", ...parameters }));
}

describe("dont_fail", () => {
  it("gives 100 for exit code 0 whatever was printed, also more than is kept", async () => {
    const stdout = { text: "Traceback", bytes: 9_000_000, truncated: true };
    expect((await judge(new ScriptedSandbox(outcome({ stdout })))).score).toBe(100);
  });

  it("gives 0 for anything else and says which fact decided", async () => {
    const verdict = await judge(new ScriptedSandbox(outcome({ exitCode: null, signal: "SIGABRT" })));
    expect(verdict).toMatchObject({ score: 0, message: expect.stringContaining("SIGABRT") });
  });

  it.each([
    ["abc", "abc\n"],
    ["", "\n"],
    [null, "\n"],
    [undefined, "\n"],
  ])("sends user_input %j as one line", async (userInput, stdin) => {
    const sandbox = new ScriptedSandbox(outcome());
    await judge(sandbox, { user_input: userInput });
    expect(sandbox.stdin).toBe(stdin);
  });

  it("runs the conventional command of the language as it is", async () => {
    const sandbox = new ScriptedSandbox(outcome());
    await judge(sandbox);
    expect(sandbox.requests[0]?.command).toEqual({ argv: ["java", "Main"] });
  });

  it("refuses 'input' and names user_input", () => {
    const parsed = dontFail.parameters.safeParse({ program_command: "CMD", input: "7" });
    expect(parsed.error?.issues[0]).toMatchObject({
      path: ["input"],
      message: "'input' is not read by dont_fail: name it user_input",
    });
  });
});
