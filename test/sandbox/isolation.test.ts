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

const python = (source: string) => ["python3", "-c", source];

async function stdout(command: string | readonly string[]): Promise<string> {
  return (await run(sandbox, command)).stdout.text;
}

describe("what a student's program is", () => {
  it("is an ordinary user without groups", async () => {
    expect(await stdout("id")).toBe("uid=1000(sandbox) gid=1000(sandbox) groups=1000(sandbox)\n");
  });

  it("has no capabilities and cannot gain any", async () => {
    const status = await stdout("cat /proc/self/status");
    expect(status).toMatch(/CapEff:\s0+\n/);
    expect(status).toMatch(/CapPrm:\s0+\n/);
    expect(await stdout(python("import ctypes; print(ctypes.CDLL(None).prctl(39, 0, 0, 0, 0))"))).toBe("1\n");
    expect((await run(sandbox, python("import os; os.setuid(0)"))).exitCode).not.toBe(0);
  });

  it("has no inheritable or ambient capabilities either, and no new privileges by status", async () => {
    const status = await stdout("cat /proc/self/status");
    expect(status).toMatch(/CapInh:\s0+\n/);
    expect(status).toMatch(/Seccomp:\s2\n/);
  });

  it("sees its own file systems and a read-only view of the toolchain", async () => {
    const mounts = await stdout("cut -d ' ' -f 2,3,4 /proc/self/mounts");
    const shown = mounts
      .trim()
      .split("\n")
      .map((line) => line.replace(/^(\S+ \S+ r[ow]).*$/, "$1"));
    const own = ["/sys sysfs rw", "/dev dev rw", "/tmp tmpfs rw", "/app tmpfs rw", "/dev/shm tmpfs rw"];
    expect(shown).toEqual(expect.arrayContaining([...own, "/ 9p ro", "/usr 9p ro"]));
    expect(shown.filter((line) => / 9p rw| ext4| overlay/.test(line))).toEqual([]);
    expect(await stdout("find /run /var /home /root /srv /mnt /media -type f 2>/dev/null")).toBe("");
    expect(await stdout("find / -xdev -writable -not -type l 2>/dev/null")).toBe("/app\n/tmp\n");
  });

  it("finds nothing of the agent in its environment", async () => {
    expect((await stdout(["env"])).split("\n").sort()).toEqual([
      "",
      "HOME=/app",
      "LANG=C.UTF-8",
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/assay/bin",
      "TMPDIR=/tmp",
      "USER=sandbox",
    ]);
  });

  it("has only its three pipes open", async () => {
    expect(await stdout(python("import os; print(sorted(os.listdir('/proc/self/fd')))"))).toBe(
      "['0', '1', '2', '3']\n",
    );
    expect(
      await stdout(python("import os; print([os.readlink(f'/proc/self/fd/{n}')[:5] for n in range(3)])")),
    ).toBe("['pipe:', 'pipe:', 'pipe:']\n");
  });

  it("has a usual umask and signals", async () => {
    expect(await stdout("umask")).toBe("0022\n");
    const source = "import signal; print(signal.getsignal(signal.SIGPIPE), signal.pthread_sigmask(0, []))";
    expect(await stdout(["python3", "-S", "-c", source])).toContain("set()");
    expect(await run(sandbox, "yes | head -n 1")).toMatchObject({
      exitCode: 0,
      stdout: { text: "y\n" },
      stderr: { text: "" },
    });
  });

  it("is in /app, where it may write and run", async () => {
    const line = "pwd; printf '#!/bin/sh\\necho ran\\n' >run.sh; chmod +x run.sh; ./run.sh";
    expect(await stdout(line)).toBe("/app\nran\n");
  });
});

describe("what a student's program cannot do", () => {
  it.each([
    "echo x >/etc/hacked",
    "echo x >/usr/bin/hacked",
    "echo x >/hacked",
    "rm /assay-init",
    "echo x >/assay-init",
    "mkdir /tmp/m && mount -t tmpfs none /tmp/m",
    "unshare -r true",
    "unshare -p true",
    "kill -9 1",
    "kill -TERM 1",
    "cat /etc/shadow",
    "ls /root",
    "ls /home",
    "ls /proc/1/fd",
    "echo x >/proc/1/mem",
    "echo x >/proc/sys/kernel/hostname",
    "chown root /app",
    "cp /bin/true /tmp/t && /tmp/t",
    "su -c true",
  ])("%s", async (line) => {
    expect((await run(sandbox, line)).exitCode).not.toBe(0);
    expect((await run(sandbox, "echo on")).stdout.text).toBe("on\n");
  });

  it("reach init's pipes through its /proc", async () => {
    const source = `
import os
for n in range(8):
    for mode in (os.O_RDONLY, os.O_WRONLY):
        try:
            os.open(f'/proc/1/fd/{n}', mode)
            print('opened', n)
        except OSError: pass
`;
    expect(await stdout(python(source))).toBe("");
  });

  it("trace init", async () => {
    const source = "import ctypes; print(ctypes.CDLL(None).ptrace(16, 1, 0, 0))";
    expect(await stdout(python(source))).toBe("-1\n");
  });

  it("see processes of the host", async () => {
    const names = await stdout("cat /proc/[0-9]*/comm");
    expect(names.split("\n").filter((name) => !["cat", "sh", ""].includes(name))).toEqual(["assay-init"]);
  });

  it("reach a network", async () => {
    const source = `
import socket
print([name for _, name in socket.if_nameindex()])
for address in ('169.254.169.254', '1.1.1.1', '10.0.0.1'):
    try:
        socket.create_connection((address, 80), 1)
        print('connected', address)
    except OSError: pass
`;
    expect(await stdout(python(source))).toBe("['lo']\n");
  });

  it("see the accounts of the host", async () => {
    expect(await stdout("cut -d : -f 1 /etc/passwd")).toBe("root\nsandbox\n");
  });

  it("see what another sandbox holds", async () => {
    await using other = await pool.take(smallNeeds);
    await run(other, "echo secret >/tmp/secret; echo secret >/app/secret; echo secret >/dev/shm/secret");
    expect(await stdout("cat /tmp/secret /app/secret /dev/shm/secret")).toBe("");
  });
});
