import { describe, expect, it } from "vitest";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import { runGrading } from "#runner/grade/run-grading.ts";
import { openTestPool } from "#test/support/sandbox.ts";

interface TestSource {
  readonly name: string;
  readonly command: string;
  readonly expected: string;
}

const files = [{ path: "main.py", content: Buffer.from("print('hello')"), executable: false }];

/** Grades tests that are shell lines and what they must print. */
async function grade(tests: readonly TestSource[], extras: object = {}) {
  const source = {
    template: "input_output",
    languages: ["python"],
    criteria: {
      base: {
        weight: 100,
        tests: tests.map(({ name, command, expected }) => ({
          name,
          type: "expect_output",
          program_command: command,
          expected_output: expected,
        })),
      },
    },
    setup: { python: { setup_commands: ["echo made >made; mkdir -p /tmp/work; echo made >/tmp/work/made"] } },
    ...extras,
  };
  const read = readAssignment(JSON.stringify(source), "assignment.json");
  if (!read.ok) throw new Error(JSON.stringify(read.findings));
  await using pool = await openTestPool();
  const run = await runGrading(
    { definition: read.assignment, files, requestedLanguage: undefined, locale: "en", bundle: null },
    { pool, clock: () => performance.now(), onProgress: () => undefined },
    new AbortController().signal,
  );
  if (run.outcome !== "graded") throw new Error(JSON.stringify(run.error));
  return run.tests;
}

const look =
  "cat made /tmp/work/made; ls left /tmp/left /dev/shm/left 2>/dev/null; echo main.py changed: $(wc -c <main.py)";
const leave = "touch left /tmp/left /dev/shm/left; rm made; echo >main.py; echo left";

/** What is in pipes is no memory of a process: only the control group of the sandbox sees it. */
const fillPipes = `
import fcntl, os
for _ in range(30):
    if os.fork() == 0:
        for _ in range(100):
            reader, writer = os.pipe()
            fcntl.fcntl(writer, 1031, 2**20)
            os.set_blocking(writer, False)
            os.write(writer, bytes(2**20))
        os.read(os.pipe()[0], 1)
for _ in range(30): os.wait()
`;

describe("a test", () => {
  it("finds what those before it left, where their workspace is shared", async () => {
    const tests = await grade([
      { name: "leaves", command: leave, expected: "left" },
      {
        name: "looks",
        command: look,
        expected: "made\n/dev/shm/left\n/tmp/left\nleft\nmain.py changed: 1",
      },
    ]);
    expect(tests.map(({ score }) => score)).toEqual([100, 100]);
  });

  it("finds only the submission and what the setup made, where each has a fresh workspace", async () => {
    const tests = await grade(
      [
        { name: "leaves", command: leave, expected: "left" },
        { name: "looks", command: look, expected: "made\nmade\nmain.py changed: 14" },
        { name: "leaves again", command: leave, expected: "left" },
        { name: "looks again", command: look, expected: "made\nmade\nmain.py changed: 14" },
      ],
      { isolation: "fresh" },
    );
    expect(tests.map(({ score }) => score)).toEqual([100, 100, 100, 100]);
  });

  it("that makes the kernel end the whole sandbox has no points, and those after it run in a new one", async () => {
    const tests = await grade([
      { name: "before", command: "echo on", expected: "on" },
      { name: "fills pipes", command: `python3 -c '${fillPipes}'; echo survived`, expected: "survived" },
      { name: "after", command: look, expected: "made\nmade\nmain.py changed: 14" },
    ]);
    expect(tests.map(({ score }) => score)).toEqual([100, 0, 100]);
    expect(tests[1]).toMatchObject({ facts: { outOfMemory: true, signal: "SIGKILL" } });
  });
});
