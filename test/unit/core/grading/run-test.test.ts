import { describe, expect, it } from "vitest";
import { AssayError } from "#core/errors.ts";
import { runTest } from "#core/grading/run-test.ts";
import type { SandboxPort } from "#core/grading/sandbox-port.ts";
import { testNamed } from "#test/unit/core/criteria.ts";
import { noSyntax } from "#test/unit/core/no-syntax.ts";
import { limits, outcome, ScriptedSandbox } from "#test/unit/core/scripted-sandbox.ts";

const test = testNamed("sum", { id: "sum-1", parameters: { program_command: "CMD", expected_output: "8" } });

function environment(sandbox: SandboxPort) {
  return { files: [], language: "python", locale: "en", limits, sandbox, syntax: noSyntax } as const;
}

function failing(error: Error): SandboxPort {
  const fail = async () => {
    throw error;
  };
  return { run: fail, readFile: fail, ask: fail };
}

describe("a test", () => {
  it("is judged by its test function, with the parameters of the release", async () => {
    const verdict = await runTest(test, environment(new ScriptedSandbox(outcome({ printed: "8\n" }))));
    expect(verdict.score).toBe(100);
  });

  it("whose function throws is the platform's fault and names the test, never a zero", async () => {
    await expect(runTest(test, environment(failing(new TypeError("boom"))))).rejects.toMatchObject({
      code: "test_function_threw",
      blame: "platform",
      context: { test: "sum-1", detail: "boom" },
    });
  });

  it("whose sandbox is lost says so", async () => {
    const lost = new AssayError("sandbox_lost");
    await expect(runTest(test, environment(failing(lost)))).rejects.toBe(lost);
  });

  it("that no template knows makes the release unusable", async () => {
    const unknown = { ...test, type: "guess" };
    await expect(runTest(unknown, environment(new ScriptedSandbox(outcome())))).rejects.toMatchObject({
      code: "release_unusable",
      context: { test: "sum-1" },
    });
  });

  it("whose hidden pattern is made to take long names itself, and does not show the pattern", async () => {
    const parameters = {
      program_command: "CMD",
      artifact_path: "out.txt",
      match_mode: "regex",
      expected_content: "^(s+)+ecret$",
    };
    const slow = { ...test, type: "expect_file_artifact", parameters };
    const content = Buffer.from(`${"s".repeat(64)}!`);
    const sandbox = new ScriptedSandbox(outcome(), { "out.txt": { kind: "read", content } });
    const error: unknown = await runTest(slow, environment(sandbox)).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: "release_unusable",
      context: { test: "sum-1", detail: expect.stringContaining("the test 'sum-1': its pattern") },
    });
    expect(JSON.stringify(error)).not.toContain("ecret");
  });

  it("with parameters that a later version refuses makes the release unusable", async () => {
    const odd = { ...test, parameters: { program_command: 7 } };
    await expect(runTest(odd, environment(new ScriptedSandbox(outcome())))).rejects.toMatchObject({
      code: "release_unusable",
      blame: "instructor",
    });
  });
});
