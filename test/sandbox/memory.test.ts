import { describe, expect, it } from "vitest";
import { openTestPool, run, smallNeeds } from "#test/support/sandbox.ts";

const MiB = 1024 * 1024;
const python = (source: string) => ["python3", "-c", source];

describe("memory", () => {
  it.each([
    ["a growing list", "a = []\nwhile True: a.append(bytearray(2**20))"],
    ["one large block", "print(len(bytearray(2**30)))"],
    ["shared memory", "import mmap\na = mmap.mmap(-1, 2**30)\nfor i in range(0, 2**30, 4096): a[i] = 1"],
    [
      "many processes",
      "import os, time\nfor _ in range(8):\n  if os.fork() == 0:\n    a = bytearray(40 * 2**20); time.sleep(20)\ntime.sleep(20)",
    ],
  ])("ends a command whose memory goes over its limit by %s, and says so", async (_what, source) => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    const outcome = await run(sandbox, python(source), { limits: { memoryBytes: 128 * MiB } });
    expect(outcome).toMatchObject({ exitCode: null, outOfMemory: true, timedOut: null });
    expect(await run(sandbox, "echo on")).toMatchObject({ exitCode: 0, outOfMemory: false });
  });

  it("counts memory that forked processes share once", async () => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    const source = `
import os, time
block = bytearray(60 * 2**20)
for _ in range(5):
    if os.fork() == 0:
        time.sleep(0.3)
        os._exit(0)
for _ in range(5): os.wait()
print("done")
`;
    const outcome = await run(sandbox, python(source), { limits: { memoryBytes: 128 * MiB } });
    expect(outcome).toMatchObject({ exitCode: 0, outOfMemory: false, stdout: { text: "done\n" } });
  });

  it("does not count files against the memory of a program", async () => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    const line = "for i in 1 2 3; do head -c 60m /dev/zero >/app/$i; done; sleep 0.2; echo done";
    const outcome = await run(sandbox, line, { limits: { memoryBytes: 64 * MiB } });
    expect(outcome).toMatchObject({ exitCode: 0, outOfMemory: false, stdout: { text: "done\n" } });
  });

  it("stops files at the size of their file system", async () => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    const line =
      "for d in /app /tmp /dev/shm; do for i in 1 2 3 4 5 6 7 8; do head -c 60m /dev/zero >$d/$i; done; done; rm -f /app/8; echo on";
    const outcome = await run(sandbox, line);
    expect(outcome.stderr.text).toContain("No space left on device");
    expect(await run(sandbox, "du -sm /app | cut -f 1")).toMatchObject({ stdout: { text: "256\n" } });
  });

  it("lets java and node start within the usual limits", async () => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take({ injectedBytes: 0, memoryBytes: 512 * MiB });
    const limits = { memoryBytes: 512 * MiB };
    await run(
      sandbox,
      `echo 'class Main { public static void main(String[] a) { System.out.println(6 * 7); } }' >Main.java`,
    );
    const compiled = await run(sandbox, "javac Main.java && java Main", { limits });
    expect(compiled).toMatchObject({ exitCode: 0, stdout: { text: "42\n" } });
    expect(await run(sandbox, ["node", "-p", "6 * 7"], { limits })).toMatchObject({
      stdout: { text: "42\n" },
    });
  });
});
