import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { commandLimitDefaults } from "#core/limits.ts";
import type { Sandbox } from "#runner/sandbox/sandbox.ts";
import { openTestPool, run, smallNeeds } from "#test/support/sandbox.ts";
import { type Arena, openArena } from "./arena.ts";
import { artifactTest, printsTest } from "./exam.ts";
import { type ProcessorClock, processorClock } from "./processor-clock.ts";

let arena: Arena;
beforeAll(async () => void (arena = await openArena()));
afterAll(() => arena[Symbol.asyncDispose]());

const MiB = 1024 * 1024;
const python = ["python3", "main.py"];
const fixture = (name: string) => readFileSync(join(import.meta.dirname, "fixtures/exhaustion", name));

/** A test of the attack and one after it, which must be none the worse for it. */
const thenOn = (command: string | readonly string[], expected = "never") => [
  printsTest("attacks", command, expected),
  printsTest("after", "echo on", "on"),
];

it("C1 fork bomb: processes have a limit, and the whole tree dies with the command", async () => {
  const submits = "exhaustion/C1-fork-bomb.py";
  const limits = { wallMs: 800, cpuMs: 10_000, memoryBytes: 512 * MiB };
  const { tests } = await arena.play({ submits, tests: thenOn(python), honestScore: 50, limits });
  expect(tests).toMatchObject([{ score: 0, facts: { timedOut: "wall" } }, { score: 100 }]);
});

it("C2 thread bomb: threads count as processes", async () => {
  const submits = "exhaustion/C2-thread-bomb.py";
  const { tests } = await arena.play({
    submits,
    tests: thenOn(python),
    honestScore: 50,
    limits: { wallMs: 800 },
  });
  expect(tests).toMatchObject([{ stdout: { text: "can't start new thread\nTrue\n" } }, { score: 100 }]);
});

it.each(["gradually", "at once", "shared", "shm", "untouched"])(
  "C3 memory balloon: %s, and the next test has its memory",
  async (how) => {
    const { tests } = await arena.play({
      submits: "exhaustion/C3-memory.py",
      limits: { fileBytes: 512 * MiB, cpuMs: 10_000, wallMs: 10_000 },
      tests: thenOn([...python, how], "not touched"),
      honestScore: how === "untouched" ? 100 : 50,
    });
    const facts = { gradually: true, "at once": true, shared: true, shm: false, untouched: false }[how];
    expect(tests).toMatchObject([
      { score: how === "untouched" ? 100 : 0, facts: { outOfMemory: facts } },
      { score: 100 },
    ]);
  },
);

it("C4 disk fill: each file system of a sandbox has a size, and no file is on the host's disk", async () => {
  const { printed } = await arena.play({ submits: "exhaustion/C4-fill-the-disk.py" });
  expect(printed).toContain("/app No space left on device\n/tmp No space left on device\n/dev/shm No space");
  expect(printed.endsWith("\nTrue\n")).toBe(true);
});

it("C5 inode bomb: files without contents count as memory, and all are gone in no time", async () => {
  const { tests } = await arena.play({
    submits: "exhaustion/C5-inode-bomb.py",
    limits: { cpuMs: 15_000, wallMs: 15_000, memoryBytes: 64 * MiB },
    tests: [printsTest("attacks", python, "never")],
    withinMs: 16_000,
  });
  expect(tests).toMatchObject([{ score: 0, facts: { outOfMemory: true } }]);
});

it("C6 sparse giant result: its size is read before its bytes", async () => {
  const { tests } = await arena.play({
    submits: "exhaustion/C6-sparse-result.py",
    limits: { fileBytes: 1024 * MiB },
    tests: [
      artifactTest("reads", "answer.txt", "x"),
      printsTest("after", "stat -c %s answer.txt", "1073741823"),
    ],
    honestScore: 50,
  });
  expect(tests).toMatchObject([{ score: 0 }, { score: 100 }]);
});

it.each([
  ["C7 stdout flood", "1", "lines"],
  ["C8 stderr flood", "2", "lines"],
  ["C9 one endless line", "1", "one line"],
])("%s: it is cut at its limit, says so, and costs the agent no memory", async (_name, descriptor, how) => {
  const { tests, published } = await arena.play({
    submits: "exhaustion/C7-flood.py",
    tests: thenOn([...python, descriptor, how]),
    honestScore: 50,
  });
  expect(tests).toMatchObject([{ score: 0, facts: { outputTruncated: true } }, { score: 100 }]);
  expect(published.length).toBeLessThan(MiB);
});

it("C10 control characters: none reaches a report", async () => {
  const { reports, printed } = await arena.play({ submits: "exhaustion/C10-control-characters.py" });
  expect(printed).toContain("red");
  // Control characters are what it looks for.
  // oxlint-disable-next-line no-control-regex
  expect(reports).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
  expect(reports).toContain("<!doctype");
  expect(reports.slice(reports.indexOf("<!doctype"))).not.toMatch(/<script>alert|<img src=x/);
});

it("C12 busy loop: ends at its processor time", async () => {
  const limits = { cpuMs: 300 };
  const { tests } = await arena.play({ submits: "exhaustion/C12-busy-loop.py", limits });
  expect(tests).toMatchObject([{ score: 0, facts: { timedOut: "cpu" } }, { score: 0 }]);
});

it("C13 sleep for ever: ends at its wall time", async () => {
  const limits = { wallMs: 300 };
  const { tests } = await arena.play({ submits: "exhaustion/C13-sleep.py", limits });
  expect(tests).toMatchObject([{ score: 0, facts: { timedOut: "wall" } }, { score: 0 }]);
});

it("C14 just under the limit, many times: a grading has a time of its own", async () => {
  const tests = Array.from({ length: 100 }, (_, index) => printsTest(`t${index}`, "sleep 0.4", "never"));
  const aftermath = await arena.play({
    submits: "exhaustion/C13-sleep.py",
    limits: { wallMs: 500 },
    gradingWallMs: 1_500,
    tests,
    withinMs: 4_000,
  });
  expect(aftermath.tests).toHaveLength(100);
  expect(aftermath.tests.filter(({ facts }) => facts !== undefined).length).toBeLessThanOrEqual(4);
});

it("C14 just under the limit, on all processors: a grading has no more processor time than time", async () => {
  const burn = "for i in 1 2 3 4; do (while :; do :; done) & done; sleep 0.4";
  const aftermath = await arena.play({
    submits: "exhaustion/C13-sleep.py",
    gradingWallMs: 3_000,
    tests: Array.from({ length: 20 }, (_, index) => printsTest(`t${index}`, burn, "never")),
  });
  const spentMs = aftermath.tests.reduce((sum, { facts }) => sum + (facts?.cpuMs ?? 0), 0);
  expect(spentMs).toBeLessThan(3_500);
  expect(aftermath.tests.at(-1)?.message).toContain("3 s");
});

it.each([
  "gcc -c recursion.c",
  "gcc -c device.c",
  "gcc -c errors.c",
  "g++ -c templates.cpp",
  "gcc -c constant.cpp",
])("C15 compiler bomb: `%s` ends the setup at its limits", async (command) => {
  const { result } = await arena.play({
    submits: "exhaustion/C15-compiler-bombs",
    setupCommands: [command],
    limits: { cpuMs: 1_500, wallMs: 3_000 },
  });
  expect(result).toMatchObject({ outcome: "rejected", error: { blame: "student" } });
});

it("C16 zombies, orphans and waits in the kernel: nothing is left of them", async () => {
  const { tests } = await arena.play({
    submits: "exhaustion/C16-zombies-and-orphans.py",
    tests: [printsTest("attacks", python, "-1 -1"), printsTest("after", "ls /proc | grep -c '^[0-9]'", "4")],
    honestScore: 100,
  });
  expect(tests).toMatchObject([{ score: 100 }, { score: 100 }]);
});

it("C17 ignored signals: what ends a command cannot be ignored", async () => {
  const limits = { cpuMs: 300, wallMs: 2_000 };
  const submits = "exhaustion/C17-ignores-signals.py";
  const { tests } = await arena.play({ submits, limits, tests: thenOn(python), honestScore: 50 });
  expect(tests).toMatchObject([{ score: 0, facts: { timedOut: "cpu" } }, { score: 100 }]);
});

it("C18 descriptor exhaustion: they have a limit, and the next test has its own", async () => {
  const submits = "exhaustion/C18-descriptors.py";
  const { tests } = await arena.play({
    submits,
    tests: thenOn(python, "Too many open files True"),
    honestScore: 100,
  });
  expect(tests).toMatchObject([{ score: 100 }, { score: 100 }]);
});

it("C19 System V leaks: they count as memory and end with the sandbox", async () => {
  const { tests } = await arena.play({
    submits: "exhaustion/C19-system-v.py",
    limits: { cpuMs: 10_000, wallMs: 10_000 },
    tests: thenOn(python),
    honestScore: 50,
  });
  expect(tests).toMatchObject([{ score: 0, facts: { outOfMemory: true } }, { score: 100 }]);
});

it("C20 devices and processors: no device of the host, and threads share one processor time", async () => {
  const { tests, printed } = await arena.play({
    submits: "exhaustion/C20-devices-and-processors.py",
    limits: { cpuMs: 600 },
  });
  expect(printed).toBe("[]\nTrue\n");
  expect(tests[0]).toMatchObject({ score: 0, facts: { timedOut: "cpu" } });
});

/**
 * What a program takes is asked of the kernel of the host. By gVisor's own count, which limits of processor time are held
 * by, a thread that could run uses up a tick of 10 ms also while it waits for a processor of the host (runCPUClockTicker
 * in pkg/sentry/kernel/task_sched.go): beside others that was up to ten times as much, but is never more than its wall
 * time. So by the usual limits, of which that of processor time is no stricter, the verdict is the same.
 */
it("C21 noisy neighbour: another job's program keeps its processor time, its share of the processors and its verdict", async () => {
  // As in a container, where the kernel does not tell apart by session what is in one control group.
  using _ = inOneCpuGroup();
  await using quiet = await arena.pool.take(smallNeeds);
  await using noisy = await arena.pool.take(smallNeeds);
  const stdin = fixture("C21-noisy-neighbour.c");
  expect((await run(noisy, "cat >hog.c && gcc -O1 -o hog hog.c", { stdin })).exitCode).toBe(0);
  using clock = processorClock(quiet);
  const alone = await timesOf(quiet, clock);
  let hogs = true;
  const hogging = run(noisy, ["./hog"], { limits: commandLimitDefaults }).catch(() => undefined);
  void hogging.then(() => (hogs = false));
  const beside = await timesOf(quiet, clock);
  expect(hogs).toBe(true);
  // The fastest, for what else this machine does takes caches too.
  expect(fastest(beside, "takenMs")).toBeLessThan(fastest(alone, "takenMs") * 1.1);
  for (const { cpuMs, wallMs } of beside) expect(cpuMs).toBeLessThan(wallMs + 30);
  expect(fastest(beside, "wallMs")).toBeLessThan(fastest(alone, "wallMs") * 2.5);
});

/** Of a program that only computes, so that what else this machine does matters less. */
async function timesOf(sandbox: Sandbox, clock: ProcessorClock) {
  const times = [];
  for (let time = 0; time < 7; time++) {
    const before = clock.ms();
    const program = ["python3", "-c", "for _ in range(12_000_000): pass"];
    const outcome = await run(sandbox, program, { limits: commandLimitDefaults });
    expect(outcome).toMatchObject({ exitCode: 0, timedOut: null });
    times.push({ takenMs: clock.ms() - before, cpuMs: outcome.cpuMs, wallMs: outcome.wallMs });
  }
  return times;
}

function fastest(times: Awaited<ReturnType<typeof timesOf>>, by: "takenMs" | "wallMs"): number {
  return Math.min(...times.map((time) => time[by]));
}

/** This process, and what it starts from now on, in a control group like that of a container. */
function inOneCpuGroup(): Disposable {
  const root = "/sys/fs/cgroup/cpu";
  if (!existsSync(root)) return { [Symbol.dispose]: () => undefined };
  const group = `${root}/assay-attacks-${process.pid}`;
  mkdirSync(group);
  writeFileSync(`${group}/cgroup.procs`, String(process.pid));
  return {
    [Symbol.dispose]() {
      writeFileSync(`${root}/cgroup.procs`, String(process.pid));
      rmdirSync(group);
    },
  };
}

it("C22 random numbers: two warm sandboxes have different ones", async () => {
  await using pool = await openTestPool({ warm: 2 });
  await using one = await pool.take(smallNeeds);
  await using other = await pool.take(smallNeeds);
  expect([one.facts.warm, other.facts.warm]).toEqual([true, true]);
  const program = ["python3", "-c", fixture("C22-random-numbers.py").toString()];
  const [first, second] = await Promise.all([run(one, program), run(other, program)]);
  const numbers = first.stdout.text.trim().split(/\s+/);
  expect(numbers.length).toBeGreaterThanOrEqual(5);
  expect(
    second.stdout.text
      .trim()
      .split(/\s+/)
      .filter((number) => numbers.includes(number)),
  ).toEqual([]);
});
