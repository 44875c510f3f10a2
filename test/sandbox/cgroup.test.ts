import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { type Cgroup, createCgroup, listCgroups, removeCgroup } from "#runner/sandbox/cgroup.ts";
import { containerMemoryBytes, prepareCgroups } from "#runner/sandbox/prepare-cgroups.ts";

const MiB = 1024 * 1024;

/** On the kernel's own files, of whichever version this host has. */
const version = await prepareCgroups();

function startInside(group: Cgroup, program: readonly string[]): ChildProcess {
  const line = 'while [ "$1" != -- ]; do echo $$ >"$1" || exit 125; shift; done; shift; exec "$@"';
  return spawn("/bin/sh", ["-c", line, "sh", ...group.joinFiles, "--", ...program], { stdio: "ignore" });
}

async function endOf(child: ChildProcess): Promise<unknown> {
  const [code, signal] = await once(child, "exit");
  return code ?? signal;
}

it("ends what takes more memory than its group may have, swap or not, and counts it", async () => {
  const name = `test-memory-${process.pid}`;
  const group = await createCgroup(version, { name, memoryBytes: 64 * MiB });
  try {
    expect(await endOf(startInside(group, ["python3", "-c", "bytearray(20 * 2**20)"]))).toBe(0);
    expect(await group.oomKills()).toBe(0);
    expect(await endOf(startInside(group, ["python3", "-c", "bytearray(200 * 2**20)"]))).toBe("SIGKILL");
    expect(await group.oomKills()).toBe(1);
  } finally {
    await removeCgroup(version, name);
  }
});

it("removes a group with all that runs in it, also what is started meanwhile", async () => {
  const name = `test-removal-${process.pid}`;
  const group = await createCgroup(version, { name, memoryBytes: 64 * MiB });
  const forking = startInside(group, ["sh", "-c", "while :; do sleep 60 & sleep 0.01; done"]);
  const ended = endOf(forking);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await listCgroups(version)).toContain(name);
  await removeCgroup(version, name);
  expect(await ended).toBe("SIGKILL");
  expect(await listCgroups(version)).not.toContain(name);
});

it("is prepared again where it was before, and leaves no group of its own trial", async () => {
  expect(await prepareCgroups()).toBe(version);
  expect((await listCgroups(version)).filter((name) => name.startsWith("trial-"))).toEqual([]);
});

it("knows a limit of memory, or that there is none", async () => {
  expect(await containerMemoryBytes()).toBeGreaterThan(64 * MiB);
});
