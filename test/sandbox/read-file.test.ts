import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

describe("reading a file back", () => {
  it.each([0, 1, 300_000, 1_048_576])("returns %i bytes as they are", async (size) => {
    const content = randomBytes(size);
    await run(sandbox, "mkdir -p out && cat >out/file.bin", { stdin: content });
    expect(await sandbox.readFile("out/file.bin", size)).toEqual({ kind: "read", content });
    expect(await sandbox.readFile("./out/../out//file.bin", size)).toEqual({ kind: "read", content });
  });

  it("says that a file is missing", async () => {
    expect(await sandbox.readFile("nowhere.txt", 100)).toEqual({ kind: "missing" });
    expect(await sandbox.readFile("no/where.txt", 100)).toEqual({ kind: "missing" });
    expect(await sandbox.readFile("x".repeat(300), 100)).toEqual({ kind: "missing" });
  });

  it.each([
    ["a directory", "mkdir thing"],
    ["a link to a file of the student", "echo x >real; ln -s real thing"],
    ["a link to a file of the system", "ln -s /etc/passwd thing"],
    ["a dangling link", "ln -s /nowhere thing"],
    ["a FIFO", "mkfifo thing"],
    ["a socket", `python3 -c "import socket; socket.socket(socket.AF_UNIX).bind('thing')"`],
  ])("does not read %s", async (_what, make) => {
    expect((await run(sandbox, `rm -rf thing; ${make}`)).exitCode).toBe(0);
    expect(await sandbox.readFile("thing", 1000)).toEqual({ kind: "not-regular" });
  });

  it("does not pass through a link to a directory", async () => {
    await run(
      sandbox,
      "mkdir -p real-dir && echo x >real-dir/file && ln -s real-dir linked-dir; ln -s /etc etc",
    );
    expect(await sandbox.readFile("linked-dir/file", 100)).toEqual({ kind: "not-regular" });
    expect(await sandbox.readFile("etc/passwd", 100)).toEqual({ kind: "not-regular" });
  });

  it.each(["../etc/passwd", "/etc/passwd", "a/../../etc/passwd", ".", "..", "", "a\0b"])(
    "finds nothing outside /app by %j",
    async (path) => {
      expect(await sandbox.readFile(path, 1000)).toEqual({ kind: "missing" });
    },
  );

  it("tells the size of a file that is too large, without reading it", async () => {
    const limits = { fileBytes: 2 ** 33 };
    expect((await run(sandbox, "truncate -s 200M sparse", { limits })).exitCode).toBe(0);
    expect(await sandbox.readFile("sparse", 1_000_000)).toEqual({
      kind: "too-large",
      sizeBytes: 200 * 1024 * 1024,
    });
  });

  it("reads a file that the student made unreadable", async () => {
    await run(sandbox, "echo kept >closed && chmod 000 closed");
    expect(await sandbox.readFile("closed", 100)).toEqual({ kind: "read", content: Buffer.from("kept\n") });
  });
});
