import { describe, expect, it } from "vitest";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import type { GradingInputs } from "#runner/grade/grading.ts";
import { streamedAssets } from "#runner/prepare/asset-source.ts";
import { bufferTarSource } from "#runner/prepare/buffer-tar-source.ts";
import { fakeFacts, printed } from "#test/support/fake-sandbox.ts";
import { grading } from "#test/support/grading.ts";

describe("a grading", () => {
  it("injects assets and submission, prepares, and scores each test", async () => {
    const bundle = streamedAssets(bufferTarSource(Buffer.alloc(1024)));
    const { run, pool, progress, time } = grading(
      {
        setupCommands: [{ name: "compile", shell: "make" }],
        tests: [
          { name: "greets", command: "greet", expected: "hello" },
          { name: "counts", command: "count", expected: "1 2 3" },
        ],
      },
      {
        run: ({ command }) => {
          time.ms += 10;
          return { stdout: printed("shell" in command && command.shell === "greet" ? "hello\n" : "one") };
        },
      },
      { bundle },
    );

    const graded = await run();

    expect(graded).toMatchObject({
      outcome: "graded",
      score: 50,
      language: "python",
      setup: [{ name: "compile", facts: { exitCode: 0 } }],
      sandbox: fakeFacts,
      phases: { takeMs: 0, injectMs: 0, setupMs: 10, testsMs: 20, totalMs: 30 },
    });
    expect(pool.taken.map((sandbox) => sandbox.calls)).toEqual([
      ["inject /tmp", "inject /app", "run make", "run greet", "run count", "dispose"],
    ]);
    expect(pool.taken[0]?.needs.injectedBytes).toBeGreaterThan(1024);
    expect(progress).toEqual([
      { phase: "setup", done: 0, total: 1, name: "compile" },
      { phase: "test", done: 0, total: 2, name: "greets" },
      { phase: "test", done: 1, total: 2, name: "counts" },
    ]);
  });

  it("rejects a submission without a required file before it takes a sandbox", async () => {
    const { run, pool } = grading({ requiredFiles: ["main.py", "util.py", "data.csv"] }, {});

    const rejected = await run();

    expect(rejected).toMatchObject({
      outcome: "rejected",
      error: { code: "required_file_missing", blame: "student", context: { paths: "util.py, data.csv" } },
      language: "python",
      sandbox: undefined,
    });
    expect(pool.taken).toEqual([]);
  });

  it("rejects a language that the assignment does not take", async () => {
    const { run } = grading({}, {}, { requestedLanguage: "cobol" });

    expect(await run()).toMatchObject({ outcome: "rejected", error: { code: "language_not_allowed" } });
  });

  it("stops at the first setup command that fails and keeps what it printed", async () => {
    const { run, pool } = grading(
      {
        setupCommands: [
          { name: "first", shell: "true" },
          { name: "compile", shell: "make all" },
          { name: "never", shell: "false" },
        ],
      },
      {
        run: ({ command }) =>
          "shell" in command && command.shell === "make all"
            ? { exitCode: 2, stdout: printed("cc x.c"), stderr: printed("x.c:1: error") }
            : {},
      },
    );

    const rejected = await run();

    expect(rejected).toMatchObject({
      outcome: "rejected",
      error: {
        code: "setup_command_failed",
        context: { name: "compile", command: "make all", exitCode: 2 },
      },
      setup: [
        { name: "first" },
        {
          name: "compile",
          stdout: { text: "cc x.c" },
          stderr: { text: "x.c:1: error" },
          facts: { exitCode: 2 },
        },
      ],
      sandbox: fakeFacts,
    });
    expect(pool.taken[0]?.calls).toEqual(["inject /app", "run true", "run make all", "dispose"]);
  });

  it("says of a setup command that was stopped how long it was given", async () => {
    const { run } = grading(
      { setupCommands: [{ name: "compile", shell: "make" }], wallMs: 5_000 },
      { run: () => ({ exitCode: null, signal: "SIGKILL", timedOut: "wall" as const }) },
    );

    expect(await run()).toMatchObject({
      outcome: "rejected",
      error: { code: "setup_command_timeout", context: { name: "compile", limitMs: 5_000 } },
    });
  });
});

describe("a grading that only reads files", () => {
  const page = [{ path: "index.html", content: Buffer.from("<p>"), executable: false }];

  function reading(setup: string, overrides: Partial<GradingInputs> = {}) {
    const read = readAssignment(
      `template: webdev\ncriteria: {base: {weight: 100, tests: [{name: has_tag, tag: p, required_count: 1}]}}\n${setup}`,
      "assignment.yaml",
    );
    if (!read.ok) expect.fail(read.findings.map(({ message }) => message).join("\n"));
    return grading({}, {}, { definition: read.assignment, files: page, ...overrides });
  }

  it("takes no sandbox and has no language", async () => {
    const { run, pool } = reading("");

    expect(await run()).toMatchObject({
      outcome: "graded",
      score: 100,
      language: undefined,
      sandbox: undefined,
    });
    expect(pool.taken).toEqual([]);
  });

  it("still asks for required files", async () => {
    const { run } = reading("languages: [node]\nsetup: {node: {required_files: [app.js]}}");

    expect(await run()).toMatchObject({ outcome: "rejected", error: { code: "required_file_missing" } });
  });

  it("takes a sandbox for a setup command", async () => {
    const { run, pool } = reading("languages: [node]\nsetup: {node: {setup_commands: [npm ci]}}");

    expect(await run()).toMatchObject({ outcome: "graded", sandbox: fakeFacts });
    expect(pool.taken[0]?.calls).toContain("run npm ci");
  });
});
