import { createServer } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sha256Hex } from "#core/submission/ids.ts";
import { type Arena, openArena } from "./arena.ts";
import { printsTest } from "./exam.ts";

let arena: Arena;
beforeAll(async () => void (arena = await openArena()));
afterAll(() => arena[Symbol.asyncDispose]());

const python = ["python3", "main.py"];

it("B1 read-tests: no test, answer or checker is anywhere in the file system", async () => {
  const { printed } = await arena.play({ submits: "secrets/B1-read-tests.py", checked: true });
  const [found, listed] = printed.split("\n");
  expect(found).toBe("[]");
  expect(listed).toContain("['data.txt']");
});

it("B2 proc-scan: /proc has init and nothing of it but its name", async () => {
  const { printed } = await arena.play({ submits: "secrets/B2-proc-scan.py" });
  expect(printed).toContain("1/cmdline /assay-init");
  expect(printed).not.toMatch(/environ|maps|mem |1\/fd|1\/exe|runsc|node|\/tmp\/assay/);
});

it("B3 open-fds: only standard input, output and error are open", async () => {
  expect((await arena.play({ submits: "secrets/B3-open-fds.py" })).printed).toBe("[0, 1, 2]\n");
});

it("B4 compile-time read: where students compile there is nothing to include", async () => {
  const { result } = await arena.play({
    submits: "secrets/B4-compile-time-read",
    setupCommands: ["gcc -c main.c 2>&1"],
    withinMs: 15_000,
  });
  expect(result).toMatchObject({ outcome: "rejected", error: { code: "setup_command_failed" } });
  expect(result.setup[0]?.stdout.text).toContain("/tmp/answers.json: No such file");
});

it("B5 echo-tests: what a program says of a hidden test is shown nowhere", async () => {
  const { result, tests } = await arena.play({ submits: "secrets/B5-echo-tests.py", checked: true });
  expect(result.outcome).toBe("graded");
  expect(tests[1]).not.toHaveProperty("stdout");
  expect(tests[1]).not.toHaveProperty("stderr");
  expect(tests[1]).not.toHaveProperty("comparison");
});

it("B6 error oracle: the message of a hidden test says only that it is hidden", async () => {
  const { tests } = await arena.play({ submits: "secrets/B6-error-oracle.py" });
  const { tests: others } = await arena.play({ submits: "scoring/A3-early-exit-zero.py" });
  expect(tests[1]).toMatchObject({ score: 0 });
  expect(tests[1]).toEqual(others[1]);
});

it("B7 timing oracle: neither the time nor the memory of a hidden test is shown", async () => {
  const { result, tests, published } = await arena.play({ submits: "secrets/B7-timing-oracle.py" });
  expect(tests[1]).not.toHaveProperty("facts");
  expect(result).not.toHaveProperty("phases");
  expect(published).not.toMatch(/testsMs|totalMs/);
});

it("B8 IMDS/ECS credentials: no address and no name can be reached", async () => {
  const { printed } = await arena.play({ submits: "secrets/B8-instance-metadata.py" });
  expect(printed).toMatch(/^\{('(URLError|gaierror)'(, )?)+\}\n$/);
});

it("B9 host files: no socket, device, log or folder of the host is there", async () => {
  expect((await arena.play({ submits: "secrets/B9-host-files.py" })).printed).toBe("[]\n");
});

it("B10 previous-job residue: what one job leaves the next does not find", async () => {
  for (let job = 0; job < 2; job++) {
    expect((await arena.play({ submits: "secrets/B10-residue.py" })).printed).toBe("[]\n");
  }
});

it("B11 asset tampering: the data is the same for the next test, the next student and in the cache", async () => {
  const { tests } = await arena.play({
    submits: "secrets/B11-tamper-with-assets.py",
    tests: [
      printsTest("tampers", python, "[] the data that everybody may read"),
      printsTest("reads", "cat /tmp/data.txt", "the data that everybody may read"),
    ],
    honestScore: 100,
  });
  expect(tests).toMatchObject([{ score: 100 }, { score: 100 }]);
  expect(sha256Hex(await arena.cachedBundle())).toBe(arena.exam.bundle.digest);
});

it("B12 peer submissions: storage that listens on the host hears nothing", async () => {
  let heard = 0;
  const storage = createServer((_request, response) => response.end("the work of eve"));
  storage.on("connection", () => (heard += 1));
  await new Promise<void>((listening) => storage.listen(0, "127.0.0.1", listening));
  try {
    const address = storage.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const { printed } = await arena.play({
      submits: "secrets/B12-peer-submissions.py",
      tests: [printsTest("asks", python, "the work of eve", [String(port)])],
    });
    expect(printed).toMatch(/^(\w*Error\n){2}$/);
    expect(heard).toBe(0);
  } finally {
    storage.close();
  }
});
