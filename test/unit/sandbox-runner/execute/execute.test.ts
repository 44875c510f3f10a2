import { describe, expect, it } from "vitest";
import { AssayError } from "#core/errors.ts";
import { execute } from "#runner/execute/execute.ts";
import { fakePool, printed, type SandboxScript } from "#test/support/fake-sandbox.ts";
import { definition, type DefinitionParts } from "#test/support/releases.ts";

const files = [{ path: "main.py", content: Buffer.from("print('hello')"), executable: false }];

async function run(parts: DefinitionParts, script: SandboxScript = {}, overrides: { shell?: string } = {}) {
  const pool = fakePool(script);
  const time = { ms: 0 };
  const execution = await execute(
    {
      definition: definition(parts),
      files,
      requestedLanguage: undefined,
      bundle: null,
      command: overrides.shell === undefined ? undefined : { shell: overrides.shell },
      inputs: [Buffer.from("one"), Buffer.from("two")],
    },
    { pool, clock: () => (time.ms += 1) },
    new AbortController().signal,
  );
  return { execution, calls: pool.taken.map(({ calls }) => calls), requests: pool.taken[0]?.requests };
}

describe("a deliberate execution", () => {
  it("ends with a setup command that fails, and has what it printed", async () => {
    const { execution, calls, requests } = await run(
      { setupCommands: [{ name: "compile", shell: "make" }] },
      { run: ({ stdin }) => ({ exitCode: 3, stdout: printed(Buffer.from(stdin).toString()) }) },
    );

    expect(execution).toMatchObject({ setup: [{ name: "compile", facts: { exitCode: 3 } }], runs: [] });
    expect(execution.error).toMatchObject({ code: "setup_command_failed" });
    expect(calls).toEqual([["inject /app", "run make", "dispose"]]);
    expect(requests).toHaveLength(1);
  });

  it("runs the usual command once for each input, and judges nothing", async () => {
    const { execution, calls } = await run(
      {},
      { run: ({ stdin }) => ({ exitCode: 3, stdout: printed(Buffer.from(stdin).toString()) }) },
    );

    expect(execution).toMatchObject({
      language: "python",
      error: undefined,
      runs: [
        { exitCode: 3, stdout: { text: "one" } },
        { exitCode: 3, stdout: { text: "two" } },
      ],
    });
    expect(calls).toEqual([["inject /app", "run python3 main.py", "run python3 main.py", "dispose"]]);
  });

  it("runs a command of one's choice", async () => {
    const { calls } = await run({}, {}, { shell: "ls | wc" });
    expect(calls).toEqual([["inject /app", "run ls | wc", "run ls | wc", "dispose"]]);
  });

  it("stops when the time of a grading is used up, and keeps what ran", async () => {
    const { execution } = await run({ gradingWallMs: 1 });
    expect(execution.error).toMatchObject({ code: "grading_timeout" });
    expect(execution.runs).toHaveLength(1);
  });

  it("goes on in another sandbox after one that memory ended", async () => {
    const { execution, calls } = await run(
      {},
      {
        run: () => ({ exitCode: null, signal: "SIGKILL", outOfMemory: true }),
        endedByMemory: (_number, asked) => asked.length > 1,
      },
    );
    expect(execution.runs).toHaveLength(2);
    expect(calls).toHaveLength(2);
  });

  it("rejects with what is the platform's fault", async () => {
    const lost = new AssayError("sandbox_lost", { detail: "runsc ended" });
    await expect(run({}, { run: () => Promise.reject(lost) })).rejects.toBe(lost);
  });
});
