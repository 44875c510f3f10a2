import { describe, expect, it } from "vitest";
import { AssayError } from "#core/errors.ts";
import type { GradingInputs } from "#runner/grade/grading.ts";
import { runGrading } from "#runner/grade/run-grading.ts";
import { fakePool, printed, type SandboxScript } from "#test/support/fake-sandbox.ts";
import { definition, type DefinitionParts } from "#test/support/releases.ts";

const files = [{ path: "main.py", content: Buffer.from("print('hello')"), executable: false }];
const named = (name: string) => ({ name, command: name, expected: "ok" });
const compile = [{ name: "compile", shell: "make" }];
const memory = { exitCode: null, signal: "SIGKILL", outOfMemory: true };

async function grade(parts: DefinitionParts, script: SandboxScript, isolation?: "fresh") {
  const pool = fakePool({ run: () => ({ stdout: printed("ok\n") }), ...script });
  const inputs: GradingInputs = {
    definition: { ...definition(parts), ...(isolation && { isolation }) },
    files,
    requestedLanguage: undefined,
    locale: "en",
    bundle: null,
  };
  const ports = { pool, clock: () => 0, onProgress: () => undefined };
  const run = await runGrading(inputs, ports, new AbortController().signal);
  return { run, calls: pool.taken.map((sandbox) => sandbox.calls) };
}

const scores = ({ run }: Awaited<ReturnType<typeof grade>>) =>
  run.outcome === "graded" ? run.tests.map(({ score }) => score) : run.error.code;

describe("where tests run", () => {
  it("is one sandbox for all of them, unless the assignment says otherwise", async () => {
    const graded = await grade({ tests: [named("a"), named("b")], setupCommands: compile }, {});

    expect(graded.calls).toEqual([["inject /app", "run make", "run a", "run b", "dispose"]]);
  });

  it("is a new sandbox for each where the assignment says fresh, set up as the first", async () => {
    const graded = await grade({ tests: [named("a"), named("b")], setupCommands: compile }, {}, "fresh");

    expect(graded.calls).toEqual([
      ["inject /app", "run make", "run a", "dispose"],
      ["inject /app", "run make", "run b", "dispose"],
    ]);
    expect(graded.run.setup).toHaveLength(1);
    expect(scores(graded)).toEqual([100, 100]);
  });

  it("is a new sandbox after one that its programs' memory cost its life: only that test pays", async () => {
    const graded = await grade(
      { tests: [named("a"), named("b"), named("c")], setupCommands: compile },
      {
        run: ({ command }) =>
          "shell" in command && command.shell === "b" ? memory : { stdout: printed("ok\n") },
        endedByMemory: (number, calls) => number === 0 && calls.includes("run b"),
      },
    );

    expect(scores(graded)).toEqual([100, 0, 100]);
    expect(graded.calls).toEqual([
      ["inject /app", "run make", "run a", "run b", "dispose"],
      ["inject /app", "run make", "run c", "dispose"],
    ]);
  });

  it("is nowhere after the submission has worn out four: the rest is worth nothing, and is told why", async () => {
    const tests = ["a", "b", "c", "d", "e", "f"].map(named);
    const graded = await grade(
      { tests },
      { run: () => memory, endedByMemory: (_number, calls) => calls.length > 1 },
    );

    expect(graded.calls).toHaveLength(4);
    expect(scores(graded)).toEqual([0, 0, 0, 0, 0, 0]);
    const messages = graded.run.outcome === "graded" ? graded.run.tests.map(({ message }) => message) : [];
    expect(messages[3]).toContain("memory, its limit");
    expect(messages[4]).toMatch(/^This test was not run: 4 tests before it/);
    expect(messages[5]).toBe(messages[4]);
  });

  it("costs a test its points, and only that, when setup commands that ran before fail for it", async () => {
    let made = 0;
    const graded = await grade(
      { tests: [named("a"), named("b"), named("c")], setupCommands: compile },
      {
        run: ({ command }) => {
          if ("shell" in command && command.shell === "make") made += 1;
          return made === 2 ? { exitCode: 1 } : { stdout: printed("ok\n") };
        },
      },
      "fresh",
    );

    expect(scores(graded)).toEqual([100, 0, 100]);
    expect(graded.calls).toHaveLength(3);
  });

  it("is what was said of setup commands that fail again and again, and nothing of memory", async () => {
    let made = 0;
    const graded = await grade(
      { tests: ["a", "b", "c", "d", "e", "f"].map(named), setupCommands: compile },
      {
        run: ({ command }) =>
          "shell" in command && command.shell === "make" && made++ > 0
            ? { exitCode: 1 }
            : { stdout: printed("ok\n") },
      },
      "fresh",
    );

    const messages = graded.run.outcome === "graded" ? graded.run.tests.map(({ message }) => message) : [];
    expect(scores(graded)).toEqual([100, 0, 0, 0, 0, 0]);
    expect(new Set(messages.slice(1)).size).toBe(1);
    expect(messages[5]).toContain("compile");
  });

  it("is lost with the grading, and never a zero, when a sandbox ends for another reason", async () => {
    const lost = new AssayError("sandbox_lost", { detail: "runsc ended: exit code 2" });
    const run = () => Promise.reject(lost);

    await expect(grade({ tests: [named("a")] }, { run })).rejects.toBe(lost);
  });
});
