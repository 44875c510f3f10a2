import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { succeeded } from "#core/grading/sandbox-port.ts";
import type { Sandbox, SandboxPool } from "#runner/sandbox/sandbox.ts";
import { openTestPool, run, smallNeeds } from "#test/support/sandbox.ts";

let pool: SandboxPool;
let sandbox: Sandbox;

beforeAll(async () => {
  pool = await openTestPool();
  sandbox = await pool.take(smallNeeds);
});
afterAll(async () => {
  await pool[Symbol.asyncDispose]();
});

const python = (source: string) => ["python3", "-c", source];
const KiB = 1024;

async function expectStillUsable(): Promise<void> {
  expect(succeeded(await run(sandbox, "true"))).toBe(true);
  const processes = await run(sandbox, "ls /proc | grep -c '^[0-9]'");
  // Init, the shell, ls and grep.
  expect([1, 2, 3, 4]).toContain(Number(processes.stdout.text));
}

describe("how a command ended", () => {
  it("reports success with its output and times", async () => {
    const outcome = await run(sandbox, "echo out; echo err >&2");
    expect(outcome).toMatchObject({
      exitCode: 0,
      signal: null,
      timedOut: null,
      outOfMemory: false,
      startError: null,
      stdout: { text: "out\n", bytes: 4, truncated: false },
      stderr: { text: "err\n", bytes: 4, truncated: false },
    });
    expect(outcome.wallMs).toBeGreaterThan(0);
    expect(outcome.maxRssBytes).toBeGreaterThan(100 * KiB);
  });

  it("reports the exit code", async () => {
    expect(await run(sandbox, "exit 42")).toMatchObject({ exitCode: 42, signal: null });
  });

  it("reports the signal of a crash, and no exit code", async () => {
    const outcome = await run(sandbox, python("import ctypes; ctypes.string_at(0)"));
    expect(outcome).toMatchObject({ exitCode: null, signal: "SIGSEGV", timedOut: null, outOfMemory: false });
  });

  it("does not take a program that kills itself for a timeout", async () => {
    expect(await run(sandbox, "kill -9 $$")).toMatchObject({
      signal: "SIGKILL",
      timedOut: null,
      outOfMemory: false,
    });
  });

  it("says that a program is not there", async () => {
    const outcome = await run(sandbox, ["no-such-program", "argument"]);
    expect(outcome).toMatchObject({ exitCode: null, signal: null });
    expect(outcome.startError).toBe("ENOENT: no such file or directory: no-such-program");
  });

  it("says that a file cannot be executed", async () => {
    await run(sandbox, "echo hello >/app/data.txt");
    expect((await run(sandbox, ["./data.txt"])).startError).toMatch(/^EACCES: permission denied/);
  });

  it("leaves it to the shell to report a missing command in a line", async () => {
    expect(await run(sandbox, "no-such-program")).toMatchObject({ exitCode: 127, startError: null });
  });

  it.each([
    ["a NUL byte in an argument", ["echo", "a\0b"], "EINVAL"],
    ["more arguments than there may be", Array.from({ length: 5_000 }, () => "x"), "E2BIG"],
  ])("says that it cannot start with %s", async (_what, argv, code) => {
    expect((await run(sandbox, argv)).startError).toContain(code);
  });

  it("gives arguments to a program as they are", async () => {
    const argv = ["printf", "%s|", "a b", "$HOME", "*", "", "ü", "'"];
    expect((await run(sandbox, argv)).stdout.text).toBe("a b|$HOME|*||ü|'|");
  });

  it("hands no word of a program to a shell", async () => {
    for (const argv of [["touch /app/made; true"], ["$(touch /app/made)"], ["true", "; touch /app/made"]]) {
      const { startError } = await run(sandbox, argv);
      if (argv[0] !== "true") expect(startError).toMatch(/^ENOENT/);
    }
    expect(await sandbox.readFile("made", 10)).toEqual({ kind: "missing" });
  });

  it("replaces bytes that are not UTF-8", async () => {
    const { stdout } = await run(sandbox, "printf 'a\\377b'");
    expect(stdout).toEqual({ text: "a\u{fffd}b", bytes: 3, truncated: false });
  });
});

describe("time", () => {
  it.each(["while :; do :; done", "sleep 100", "trap '' TERM INT HUP; while :; do sleep 1; done"])(
    "ends `%s` at the wall time",
    async (line) => {
      const outcome = await run(sandbox, line, { limits: { wallMs: 300 } });
      expect(outcome).toMatchObject({ exitCode: null, signal: "SIGKILL", timedOut: "wall" });
      expect(outcome.wallMs).toBeGreaterThanOrEqual(300);
      expect(outcome.wallMs).toBeLessThan(3_000);
      await expectStillUsable();
    },
  );

  it("ends a program at its processor time", async () => {
    const outcome = await run(sandbox, python("while True: pass"), { limits: { cpuMs: 400 } });
    expect(outcome).toMatchObject({ exitCode: null, timedOut: "cpu" });
    expect(outcome.cpuMs).toBeGreaterThanOrEqual(400);
  });

  it("counts the processor time of all its processes", async () => {
    const line = "for i in 1 2 3; do (while :; do :; done) & done; wait";
    const outcome = await run(sandbox, line, { limits: { cpuMs: 600 } });
    expect(outcome.timedOut).toBe("cpu");
    await expectStillUsable();
  });

  it("does not count sleep as processor time", async () => {
    const outcome = await run(sandbox, "sleep 0.5", { limits: { cpuMs: 400 } });
    expect(outcome).toMatchObject({ exitCode: 0, timedOut: null });
  });
});

describe("output", () => {
  it("keeps the first bytes up to the cap, and ends the program", async () => {
    const outcome = await run(sandbox, "yes", { limits: { outputBytes: 100 * KiB } });
    expect(outcome).toMatchObject({ exitCode: null, signal: "SIGKILL", timedOut: null });
    expect(outcome.stdout).toEqual({ text: "y\n".repeat(50 * KiB), bytes: 100 * KiB, truncated: true });
    expect(outcome.wallMs).toBeLessThan(5_000);
    await expectStillUsable();
  });

  it("caps the error output by itself", async () => {
    const outcome = await run(sandbox, "echo out; yes >&2", { limits: { outputBytes: 10 * KiB } });
    expect(outcome.stdout).toEqual({ text: "out\n", bytes: 4, truncated: false });
    expect(outcome.stderr).toMatchObject({ bytes: 10 * KiB, truncated: true });
  });

  it("delivers output of exactly the cap as whole", async () => {
    const limits = { outputBytes: 64 * KiB };
    const outcome = await run(sandbox, `head -c ${64 * KiB} /dev/zero`, { limits });
    expect(outcome).toMatchObject({ exitCode: 0, stdout: { bytes: 64 * KiB, truncated: false } });
  });

  it("delivers megabytes in order", async () => {
    const outcome = await run(sandbox, "seq 1 150000");
    expect(outcome.stdout.truncated).toBe(false);
    expect(outcome.stdout.text).toBe(Array.from({ length: 150_000 }, (_, i) => `${i + 1}\n`).join(""));
  });
});

describe("input", () => {
  it("reaches the program byte for byte", async () => {
    const stdin = randomBytes(KiB * KiB);
    await run(sandbox, "cat >/app/received", { stdin });
    expect(await sandbox.readFile("received", stdin.length)).toEqual({ kind: "read", content: stdin });
  });

  it("ends where it ends", async () => {
    expect((await run(sandbox, "cat; echo end", { stdin: "a line" })).stdout.text).toBe("a lineend\n");
    expect((await run(sandbox, "cat; echo end")).stdout.text).toBe("end\n");
  });

  it("may be left unread", async () => {
    const stdin = randomBytes(KiB * KiB);
    expect(await run(sandbox, "true", { stdin })).toMatchObject({ exitCode: 0 });
    expect(await run(sandbox, "exec <&-; sleep 0.1; echo on", { stdin })).toMatchObject({ exitCode: 0 });
    await expectStillUsable();
  });

  it("flows while output flows", async () => {
    const stdin = randomBytes(512 * KiB).toString("base64");
    expect((await run(sandbox, "cat", { stdin })).stdout.text).toBe(stdin);
  });
});

describe("processes", () => {
  it("does not wait for what a command left in the background", async () => {
    const outcome = await run(sandbox, "sleep 100 & echo started", { limits: { wallMs: 10_000 } });
    expect(outcome).toMatchObject({ exitCode: 0, timedOut: null, stdout: { text: "started\n" } });
    expect(outcome.wallMs).toBeLessThan(5_000);
    await expectStillUsable();
  });

  it("kills what went into a session of its own", async () => {
    const daemon =
      "import os,time\nif os.fork(): os._exit(0)\nos.setsid()\nif os.fork(): os._exit(0)\ntime.sleep(100)";
    expect((await run(sandbox, python(daemon))).exitCode).toBe(0);
    await expectStillUsable();
  });

  it("kills what kills everything it can", async () => {
    const killer = `
import os
if os.fork() == 0:
    os.setsid()
    while True:
        try: os.kill(-1, 9)
        except ProcessLookupError: pass
`;
    await run(sandbox, python(killer), { limits: { wallMs: 5_000 } });
    await expectStillUsable();
  });

  it.each([
    ["python", python("import os\nwhile True:\n  try: os.fork()\n  except OSError: pass")],
    ["a shell", ["sh", "-c", "b() { b | b & }; b; sleep 100"]],
  ])("survives a fork bomb in %s", async (_what, argv) => {
    const outcome = await run(sandbox, argv, { limits: { wallMs: 1_000, memoryBytes: 512 * KiB * KiB } });
    expect(outcome.timedOut).toBe("wall");
    await expectStillUsable();
  });

  it("limits the number of processes", async () => {
    const source = `
import os, time
n = 0
try:
    while True:
        if os.fork() == 0: time.sleep(100)
        n += 1
except BlockingIOError:
    print(n)
`;
    const outcome = await run(sandbox, python(source), { limits: { processes: 20 } });
    expect(Number(outcome.stdout.text)).toBeGreaterThan(5);
    expect(Number(outcome.stdout.text)).toBeLessThanOrEqual(20);
  });

  it("limits open files and the size of a file", async () => {
    const limits = { openFiles: 16, fileBytes: 10 * KiB };
    const outcome = await run(sandbox, "ulimit -n; head -c 20k /dev/zero >/app/large", { limits });
    expect(outcome.stdout.text).toBe("16\n");
    expect(outcome.exitCode).not.toBe(0);
    expect((await run(sandbox, "stat -c %s /app/large")).stdout.text).toBe(`${10 * KiB}\n`);
  });

  it("runs what is asked for at once one after the other", async () => {
    const outcomes = await Promise.all([1, 2, 3, 4].map((n) => run(sandbox, `echo ${n}`)));
    expect(outcomes.map((outcome) => outcome.stdout.text)).toEqual(["1\n", "2\n", "3\n", "4\n"]);
  });
});
