import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { craftTar } from "#test/support/craft-tar.ts";
import { craftZip } from "#test/support/craft-zip.ts";
import { type Arena, openArena } from "./arena.ts";
import { honestProgram, printsTest } from "./exam.ts";

let arena: Arena;
beforeAll(async () => void (arena = await openArena()));
afterAll(() => arena[Symbol.asyncDispose]());

const main = { name: "main.py", content: honestProgram };
const MiB = 1024 * 1024;

/** One of each kind that `submission-package/` plays in all its forms, here through a whole job. */
const packages: readonly (readonly [name: string, upload: Buffer, code: string])[] = [
  ["D1 zip-slip", craftZip([main, { name: "../../evil.py" }]), "archive_path_unsafe"],
  [
    "D2 links",
    craftTar([
      { name: "out", type: "2", linkName: "/etc" },
      { name: "out/passwd", content: "x" },
    ]),
    "archive_link",
  ],
  ["D3 special files", craftTar([main, { name: "pipe", type: "6" }]), "archive_special_file"],
  [
    "D4 zip bomb",
    gzipSync(craftTar([{ name: "zeros", content: Buffer.alloc(120 * MiB) }])),
    "archive_too_large",
  ],
  [
    "D5 tiny entries",
    craftZip(Array.from({ length: 100_000 }, (_, index) => ({ name: `${index}` }))),
    "archive_too_many_entries",
  ],
  ["D6 long names", craftZip([main, { name: `${"n".repeat(4_000)}.py` }]), "archive_name_invalid"],
  ["D7 deceptive names", craftZip([main, { name: "MAIN.py", content: "print()" }]), "archive_name_conflict"],
  ["D8 damaged archives", craftZip([main]).subarray(0, 90), "archive_corrupt"],
];

it.each(packages)("%s: ends a job as rejected, before any sandbox", async (_name, content, code) => {
  const { result, ids } = await arena.play({ submits: { name: "work", content } });
  expect(result).toMatchObject({ outcome: "rejected", error: { code, blame: "student" } });
  expect(ids).toEqual([]);
});

it("D12 hooks of tools: nothing of an upload runs but what the assignment runs", async () => {
  const hook = { content: "#!/bin/sh\ntouch /tmp/hooked /app/hooked\n", mode: 0o755 };
  const content = craftTar([
    main,
    ...["post-checkout", "pre-commit"].map((name) => ({ name: `.git/hooks/${name}`, ...hook })),
    { name: ".git/config", content: "[core]\n\tfsmonitor = touch /app/hooked\n" },
    { name: "node_modules/evil/postinstall.sh", ...hook },
    { name: "node_modules/evil/package.json", content: '{"scripts":{"postinstall":"touch /app/hooked"}}' },
    { name: "package.json", content: '{"scripts":{"preinstall":"touch /app/hooked"}}' },
    { name: "setup.py", content: 'import os\nos.system("touch /app/hooked")\n' },
  ]);
  const { tests } = await arena.play({
    submits: { name: "work.tar", content },
    tests: [printsTest("looks", "ls /app/hooked /tmp/hooked 2>/dev/null; echo none", "none")],
    honestScore: 100,
  });
  expect(tests).toMatchObject([{ score: 100 }]);
});
