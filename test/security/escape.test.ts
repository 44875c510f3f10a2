import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import { openSandboxPool } from "#runner/sandbox/open-pool.ts";
import { sandboxSettings } from "#test/support/sandbox.ts";
import { temporaryDir } from "#test/support/bundle-cache.ts";
import { type Arena, openArena } from "./arena.ts";
import { artifactTest, printsTest } from "./exam.ts";
import { processesWith } from "./host-state.ts";

let arena: Arena;
beforeAll(async () => void (arena = await openArena()));
afterAll(() => arena[Symbol.asyncDispose]());

const python = ["python3", "main.py"];

it("E1 network: no kind of socket reaches anything, and there is a loopback only", async () => {
  const { printed } = await arena.play({ submits: "escape/E1-network.py", limits: { wallMs: 8_000 } });
  expect(printed).toBe("[]\n['lo']\n");
});

it("E2 listener for another job: it dies with its command, and its addresses with the sandbox", async () => {
  for (let job = 0; job < 2; job++) {
    const { tests } = await arena.play({
      submits: "escape/E2-listener.py",
      tests: [printsTest("listens", python, "[]"), printsTest("looks", python, "[]")],
      honestScore: 100,
    });
    expect(tests).toMatchObject([{ score: 100 }, { score: 100 }]);
  }
});

it("E3 system calls: none that would change a host is there for a student", async () => {
  const content = readFileSync(join(import.meta.dirname, "fixtures/escape/E3-system-calls.c"));
  const { tests } = await arena.play({
    submits: { name: "main.py", content },
    setupCommands: ["gcc -w -x c -o program main.py"],
    tests: [printsTest("tries", "./program", "end")],
    honestScore: 100,
  });
  expect(tests).toMatchObject([{ score: 100, stdout: { text: "end\n" } }]);
});

it("E4 known exploits: they find nothing to write to, and the result names the runtime", async () => {
  const { result, tests } = await arena.play({
    submits: "escape/E4-known-exploits",
    tests: [printsTest("tries", python, "[]"), artifactTest("reads a link", "answer.txt", "root")],
    honestScore: 50,
  });
  expect(tests[0]).toMatchObject({ score: 100 });
  expect(result.sandbox).toMatchObject({ runscVersion: expect.stringMatching(/\d{8}/), platform: "systrap" });
});

it.each([
  ["missing", undefined],
  ["broken", "#!/bin/sh\necho runsc version release-20260701.0\nexit 1\n"],
  ["silent", "#!/bin/sh\nwhile :; do sleep 1; done\n"],
])("E5 runsc %s: no job is taken, and no program runs outside of a sandbox", async (_how, script) => {
  await using directory = temporaryDir();
  await using settings = await sandboxSettings({ runscPath: join(directory.path, "runsc") });
  if (script !== undefined) {
    writeFileSync(settings.runscPath, script);
    chmodSync(settings.runscPath, 0o755);
  }
  const opening = openSandboxPool(settings);
  await expect(opening).rejects.toMatchObject({ code: "sandbox_unavailable", retry: "other-host" });
  expect(processesWith(directory.path)).toEqual([]);
});

const assignment = (changes: string) => `title: Hello
template: input_output
languages: [python]
${changes}
criteria:
  base:
    weight: 100
    tests:
      - name: expect_output
        parameters: {program_command: CMD, inputs: [], expected_output: hello}
`;

it.each([
  ["a target that climbs", "setup: {assets: [{source: a, target: ../../etc/cron.d/x}]}"],
  ["a target that climbs out of /tmp", "setup: {assets: [{source: a, target: /tmp/../etc/cron.d/x}]}"],
  ["a source that climbs", "setup: {assets: [{source: ../../other/secret, target: /tmp/x}]}"],
  ["a source in another bucket", "setup: {assets: [{source: 's3://other-bucket/key', target: /tmp/x}]}"],
  ["an absolute source", "setup: {assets: [{source: /etc/passwd, target: /tmp/x}]}"],
  ["a name with a NUL", 'setup: {assets: [{source: "a\\0b", target: /tmp/x}]}'],
  ["a limit beyond all limits", "limits: {memory: 1TiB}"],
  ["a tag that would build an object", "title: !!js/function 'function () {}'"],
  ["a key that would change prototypes", "__proto__: {outcome: graded}"],
])("E6 config author attacks: %s is refused with its place", (_what, changes) => {
  const read = readAssignment(assignment(changes), "assignment.yaml");
  expect(read).toMatchObject({ ok: false });
  expect(read.findings[0]).toMatchObject({ line: expect.any(Number), message: expect.any(String) });
});

it("E6 config author attacks: a bomb of aliases is refused before it goes off", () => {
  const levels = Array.from(
    { length: 12 },
    (_, level) => `a${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(", ")}]`,
  );
  const startedAt = performance.now();
  const read = readAssignment(`a0: &a0 [x, x]\n${levels.join("\n")}\n`, "assignment.yaml");
  expect(read.ok).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

it("E6 config author attacks: an asset for a folder of the host lands below /tmp of the sandbox", () => {
  const read = readAssignment(
    assignment("setup: {assets: [{source: a, target: /etc/cron.d/x}]}"),
    "assignment.yaml",
  );
  if (!read.ok) throw new Error(JSON.stringify(read.findings));
  expect(read.assignment.setup.assets).toMatchObject([{ target: "/tmp/etc/cron.d/x" }]);
});

it("E6 config author attacks: shell metacharacters run in the sandbox, and lists reach no shell", async () => {
  const marker = `assay-injected-${crypto.randomUUID()}`;
  const { tests } = await arena.play({
    submits: "scoring/A3-early-exit-zero.py",
    tests: [
      printsTest("shell", `echo x >/tmp/${marker}; $(touch /var/tmp/${marker}); echo done`, "done"),
      printsTest("list", ["echo", `; touch /tmp/${marker}`, "$(id)"], `; touch /tmp/${marker} $(id)`),
    ],
    honestScore: 100,
  });
  expect(tests).toMatchObject([{ score: 100 }, { score: 100 }]);
  expect([`/tmp/${marker}`, `/var/tmp/${marker}`].filter((path) => existsSync(path))).toEqual([]);
});
