import picocolors from "picocolors";
import { describe, expect, it } from "vitest";
import { executionJson, renderExecution } from "#cli/run/render-execution.ts";
import { AssayError } from "#core/errors.ts";
import type { Execution } from "#runner/execute/execute.ts";
import { fakeFacts, outcome, printed } from "#test/support/fake-sandbox.ts";

const inputs = [
  { name: "a.txt", bytes: Buffer.from("a") },
  { name: "--stdin 1", bytes: Buffer.from("b") },
];

const execution: Execution = {
  language: "python",
  sandbox: fakeFacts,
  setup: [],
  error: undefined,
  runs: [
    outcome({ stdout: printed("one\n\u001b[2Jtwo\n"), wallMs: 12 }),
    outcome({
      exitCode: null,
      signal: "SIGKILL",
      timedOut: "wall",
      stderr: { ...printed("x"), truncated: true },
    }),
  ],
};

describe("what was run", () => {
  it("is told with its facts and its output, and nothing of it moves the cursor", () => {
    const text = renderExecution(execution, { inputs, colours: picocolors.createColors(false) });
    expect(text).toBe(
      [
        "input: a.txt exit code 0, 12 ms, 1 ms computing, 1 KiB",
        "  standard output:",
        "    one",
        "    ␛[2Jtwo",
        "",
        "input: --stdin 1 ended by SIGKILL, out of time, output cut, 1 ms, 1 ms computing, 1 KiB",
        "  standard error, cut:",
        "    x",
      ].join("\n"),
    );
  });

  it("says why not everything was run", () => {
    const error = new AssayError("setup_command_failed", { name: "Compile", command: "make", exitCode: 2 });
    const failed = { ...execution, runs: [], error };
    expect(renderExecution(failed, { inputs, colours: picocolors.createColors(false) })).toContain(
      "'Compile'",
    );
    expect(JSON.parse(executionJson(failed, inputs))).toMatchObject({
      ok: false,
      error: { code: "setup_command_failed", context: { name: "Compile" } },
    });
  });

  it("is one JSON document, whole and by input", () => {
    expect(JSON.parse(executionJson(execution, inputs))).toMatchObject({
      ok: true,
      language: "python",
      runs: [
        { input: "a.txt", facts: { exitCode: 0 }, stdout: { text: "one\n\u001b[2Jtwo\n" } },
        { input: "--stdin 1", facts: { signal: "SIGKILL", timedOut: "wall", outputTruncated: true } },
      ],
    });
  });
});
