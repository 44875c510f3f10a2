import { afterAll, beforeAll, expect, it } from "vitest";
import { type Arena, openArena } from "./arena.ts";
import { artifactTest, checkedTest, printsTest } from "./exam.ts";

let arena: Arena;
beforeAll(async () => void (arena = await openArena()));
afterAll(() => arena[Symbol.asyncDispose]());

const python = "python3 main.py";
const zeros = [{ score: 0 }, { score: 0 }];
const checkedToo = [...zeros, { score: 0 }];

it("A1 write-result: a result that the program wrote is read by nobody", async () => {
  expect((await arena.play({ submits: "scoring/A1-write-result.py" })).tests).toMatchObject(zeros);
});

it("A2 result-then-crash: a crash is no pass, whatever was printed before it", async () => {
  const { tests } = await arena.play({ submits: "scoring/A2-result-then-crash.py" });
  expect(tests).toMatchObject(zeros);
  expect(tests[0]).toMatchObject({ facts: { exitCode: null, signal: "SIGSEGV" } });
});

it("A3 early-exit-zero: exit code 0 without the output is no pass", async () => {
  const { tests } = await arena.play({ submits: "scoring/A3-early-exit-zero.py" });
  expect(tests).toMatchObject(zeros);
  expect(tests[0]).toMatchObject({ facts: { exitCode: 0 } });
});

it("A4 stdout-json: what looks like a report is a program's output", async () => {
  const { tests, printed } = await arena.play({ submits: "scoring/A4-stdout-json.py" });
  expect(tests).toMatchObject(zeros);
  expect(printed).toContain('"score": 100');
});

it("A5 magic-delimiter: frames of the protocol in the output are output", async () => {
  const { tests } = await arena.play({ submits: "scoring/A5-magic-delimiter.py" });
  expect(tests).toMatchObject(zeros);
  expect(tests[0]).toMatchObject({ facts: { exitCode: 0, signal: null, timedOut: null } });
});

it("A6 harness-globals: there is no harness in the process, and no way to that of init", async () => {
  const { tests, printed } = await arena.play({ submits: "scoring/A6-harness-globals.py" });
  expect(tests).toMatchObject(zeros);
  expect(printed).toBe("[]\n");
});

it("A7 monkeypatch-assert: the comparison is not in the student's process", async () => {
  const { tests } = await arena.play({ submits: "scoring/A7-monkeypatch-assert", checked: true });
  expect(tests).toMatchObject(checkedToo);
});

it("A8 always-equal: what is compared is text", async () => {
  expect((await arena.play({ submits: "scoring/A8-always-equal.py" })).tests).toMatchObject(zeros);
});

it("A9 plugin-injection: configuration of test tools is nobody's configuration", async () => {
  const { tests } = await arena.play({ submits: "scoring/A9-plugin-injection", checked: true });
  expect(tests).toMatchObject(checkedToo);
});

it("A10 shadow-module: a checker imports its own modules", async () => {
  const { tests } = await arena.play({ submits: "scoring/A10-shadow-module", checked: true });
  expect(tests).toMatchObject(checkedToo);
});

it("A11 overwrite-tests: files with the names of the grader's are the student's only", async () => {
  const { tests } = await arena.play({ submits: "scoring/A11-overwrite-tests", checked: true });
  expect(tests).toMatchObject(checkedToo);
});

it("A12 grader-proc-tamper: init cannot be stopped, traced or killed, and keeps the time", async () => {
  const limits = { wallMs: 600, cpuMs: 5_000 };
  const { tests } = await arena.play({ submits: "scoring/A12-tamper-with-grader.py", limits });
  expect(tests).toMatchObject(zeros);
  expect(tests[0]).toMatchObject({ facts: { timedOut: "wall" } });
});

it("A13 late-writer: a daemon is dead before the file is read, and before the next test", async () => {
  const { tests } = await arena.play({
    submits: "scoring/A13-late-writer.py",
    tests: [
      artifactTest("reads", "answer.txt", "the answer"),
      printsTest("waits", "sleep 0.3; cat answer.txt late.txt", "the answer\nthe answer"),
    ],
  });
  expect(tests).toMatchObject([
    { score: 0, comparison: { actual: "not yet\n" } },
    { score: 0, stdout: { text: "not yet\n" } },
  ]);
});

it("A14 exit-code games: both the code and the output must be right", async () => {
  const { tests } = await arena.play({
    submits: "scoring/A14-exit-codes.py",
    tests: ["0", "139", "1", "255"]
      .map((code) =>
        printsTest(code, `python3 main.py ${code}`, arena.exam.secrets.hiddenOutput, [
          arena.exam.secrets.hiddenInput,
        ]),
      )
      .map((test) => ({ ...test, visibility: "hidden" as const })),
  });
  expect(tests).toMatchObject([...zeros, ...zeros]);
});

it.each([
  ["NaN", '{"score": NaN, "message": "m"}'],
  ["1e308", '{"score": 1e308, "message": "m"}'],
  ["a string", '{"score": "1.0", "message": "m"}'],
  ["a key twice", '{"score": 0, "score": 100, "message": "m"}'],
  ["a thousand tests", '{"score": 100, "message": "m", "tests": [MANY]}'],
])("A15 impossible scores: %s from a careless checker is no score", async (_what, answer) => {
  const { result } = await arena.play({
    submits: "scoring/A15-impossible-scores.py",
    tests: [checkedTest("careless", "cat stdout.txt", [answer])],
  });
  expect(result).toMatchObject({
    outcome: "failed",
    error: { code: "release_unusable", blame: "instructor" },
  });
});

it("A16 env/lang hooks: the next test starts with a clean environment, and where it is fresh with a clean home", async () => {
  const environment = [
    "HOME=/app",
    "LANG=C.UTF-8",
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/assay/bin",
    "TMPDIR=/tmp",
    "USER=sandbox",
  ];
  const { tests } = await arena.play({
    submits: "scoring/A16-hooks-for-the-next-step.py",
    isolation: "fresh",
    honestScore: 75,
    tests: [
      printsTest("plants", python, "hooked"),
      printsTest("environment", "env -u PWD -u SHLVL -u _ -u OLDPWD | sort", environment.join("\n")),
      printsTest("python", "python3 -c 'print(1)'", "1"),
      printsTest("shell", "sh -l -c 'echo 1'", "1"),
    ],
  });
  expect(tests).toMatchObject([{ score: 0 }, { score: 100 }, { score: 100 }, { score: 100 }]);
});

it("A17 time travel: no clock can be set, and time is measured outside", async () => {
  const { tests } = await arena.play({
    submits: "scoring/A17-time-travel.py",
    limits: { wallMs: 500 },
    tests: [
      printsTest("travels", python, "the answer"),
      printsTest(
        "date",
        "date -s 1970-01-01 >/dev/null 2>&1; test $(date +%Y) -gt 2000 && echo later",
        "later",
      ),
    ],
    honestScore: 50,
  });
  expect(tests).toMatchObject([{ score: 0, facts: { timedOut: "wall" } }, { score: 100 }]);
});

it("A18 swap the binary: a fresh test has a build of its own, and so has the next submission", async () => {
  const swapping = {
    submits: "scoring/A18-swap-the-binary",
    setupCommands: ["gcc -O0 -o program main.c"],
    isolation: "fresh",
    tests: [
      printsTest("first", "./program", "first"),
      printsTest("second", "./program", "the answer"),
      printsTest("cache", "ls -A ~/.ccache /tmp/.ccache 2>/dev/null | wc -l", "1"),
    ],
    honestScore: 34,
    withinMs: 20_000,
  } as const;
  for (let time = 0; time < 2; time++) {
    const { tests } = await arena.play(swapping);
    expect(tests).toMatchObject([
      { score: 100 },
      { stdout: { text: "first\n" } },
      { stdout: { text: "0\n" } },
    ]);
  }
});
