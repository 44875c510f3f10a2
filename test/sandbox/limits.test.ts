import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandLimitDefaults } from "#core/limits.ts";
import type { Sandbox, SandboxPool } from "#runner/sandbox/sandbox.ts";
import { openTestPool, run, smallNeeds } from "#test/support/sandbox.ts";

const MiB = 1024 * 1024;
const python = (source: string) => ["python3", "-c", source];

let pool: SandboxPool;
let sandbox: Sandbox;

beforeAll(async () => {
  pool = await openTestPool();
  sandbox = await pool.take(smallNeeds);
});
afterAll(() => pool[Symbol.asyncDispose]());

/** Those of time, memory, processes and output are in commands.test.ts and memory.test.ts. */
describe("a limit", () => {
  it("of processes counts threads", async () => {
    const source = `
import threading, time
count = 0
try:
    while True:
        threading.Thread(target=time.sleep, args=(9,), daemon=True).start()
        count += 1
except RuntimeError:
    print(count)
`;
    const outcome = await run(sandbox, python(source), { limits: { processes: 12 } });
    expect(Number(outcome.stdout.text)).toBeGreaterThan(5);
    expect(Number(outcome.stdout.text)).toBeLessThanOrEqual(12);
  });

  it("of processes leaves room, by default, for a line of programs and for a compiler with its threads", async () => {
    const limits = { ...commandLimitDefaults, memoryBytes: smallNeeds.memoryBytes };
    const line = "seq 1 1000 | sort -n | grep 7 | tr 7 8 | sort | wc -l | cat";
    expect(await run(sandbox, line, { limits })).toMatchObject({ exitCode: 0, stdout: { text: "271\n" } });
    const build = `
echo 'int f(void) { return 1; }' >f.c; echo 'int f(void); int main(void) { return f() - 1; }' >main.c
gcc -O2 -flto=4 -o built main.c f.c && ./built && echo built`;
    expect(await run(sandbox, build, { limits })).toMatchObject({ exitCode: 0, stdout: { text: "built\n" } });
  });

  it("of the size of a file is told by its signal", async () => {
    const line = ["head", "-c", "2000000", "/dev/zero"];
    const limits = { fileBytes: MiB };
    const outcome = await run(sandbox, ["sh", "-c", `exec ${line.join(" ")} >/app/large`], { limits });
    expect(outcome).toMatchObject({ exitCode: null, signal: "SIGXFSZ", timedOut: null, outOfMemory: false });
  });

  it("of open files is of each process, and its own", async () => {
    const source = "import os\nn = 0\ntry:\n  while True: os.open('/', 0); n += 1\nexcept OSError: print(n)";
    const outcome = await run(sandbox, python(source), { limits: { openFiles: 20 } });
    expect(outcome.stdout.text).toBe("17\n");
    expect((await run(sandbox, "ulimit -n")).stdout.text).toBe("256\n");
  });

  it("cannot be lifted by the program", async () => {
    const source = `
import resource
for name in ("NPROC", "NOFILE", "FSIZE", "CPU", "CORE"):
    kind = getattr(resource, "RLIMIT_" + name)
    try:
        resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print("lifted", name)
    except (OSError, ValueError): pass
`;
    expect((await run(sandbox, python(source))).stdout.text).toBe("");
  });
});

describe("files without contents", () => {
  const source = `
import os
for n in range(10_000_000):
    os.close(os.open(f"/app/{n}", os.O_CREAT))
`;

  it("end their program as out of memory when the sentry needs too much for them", async () => {
    await using other = await pool.take(smallNeeds);
    const limits = { memoryBytes: 64 * MiB };
    const outcome = await run(other, python(source), { limits });
    expect(outcome).toMatchObject({ signal: "SIGKILL", outOfMemory: true, timedOut: null });
    const count = await run(other, "df --output=iused /app | tail -n 1");
    expect(Number(count.stdout.text)).toBeGreaterThan(10_000);
    expect(Number(count.stdout.text)).toBeLessThan(50_000);
  });

  it("do not disturb a program that has as many as a large project", async () => {
    await using other = await pool.take(smallNeeds);
    const outcome = await run(other, python(source.replace("10_000_000", "20_000") + "print('done')"));
    expect(outcome).toMatchObject({ exitCode: 0, outOfMemory: false, stdout: { text: "done\n" } });
  });
});
