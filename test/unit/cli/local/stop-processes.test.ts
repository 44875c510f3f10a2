import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { identify, type ProcessIdentity, runs } from "#cli/local/process-identity.ts";
import { markedProcesses, stopTree, sweep } from "#cli/local/stop-processes.ts";

const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

describe("stopping a process tree", () => {
  it("ends the leader and the children it leaves behind", async () => {
    const { leader, childPid } = await startTree();
    const child = identify(childPid);
    expect(child).toBeDefined();

    expect(await stopTree(leader, 2_000)).toBe(true);

    expect(runs(leader)).toBe(false);
    await until(() => child !== undefined && !runs(child));
  });

  it("kills a leader that does not listen to SIGTERM", async () => {
    const { leader } = await startTree("trap '' TERM;");

    expect(await stopTree(leader, 100)).toBe(true);
    expect(runs(leader)).toBe(false);
  });

  it("leaves a process alone that only has the number of the one we started", async () => {
    const { leader } = await startTree();

    expect(await stopTree({ ...leader, startTicks: leader.startTicks - 1 }, 100)).toBe(false);

    expect(runs(leader)).toBe(true);
    await stopTree(leader, 1_000);
  });
});

describe("sweeping", () => {
  it("finds processes by an environment entry, also after their parent has gone", async () => {
    const mark = `ASSAY_TEST_MARK=${randomUUID()}`;
    const { leader, childPid } = await startTree("", mark);
    process.kill(leader.pid, "SIGKILL");
    await until(() => !runs(leader));
    expect(markedProcesses({ environment: [mark] }).map(({ pid }) => pid)).toEqual([childPid]);

    expect(await sweep({ environment: [mark] }, 2_000)).toBe(1);

    expect(markedProcesses({ environment: [mark] })).toEqual([]);
  });

  it("finds sandboxes by the directory on their command line, and no other program that names it", async () => {
    const directory = `/nowhere/${randomUUID()}`;
    const idle = ["-e", "setTimeout(() => {}, 60_000)", `${directory}/state`];
    const sandbox = start(process.execPath, idle, { argv0: "runsc-sandbox" });
    const editor = start(process.execPath, idle, {});
    await Promise.all([once(sandbox, "spawn"), once(editor, "spawn")]);

    const found = markedProcesses({ environment: [], sandboxesBelow: directory });

    expect(found.map(({ pid }) => pid)).toEqual([sandbox.pid]);
  });
});

/** A shell of its own group with one child, whose number it prints. */
async function startTree(
  prelude = "",
  mark = "ASSAY_TEST=1",
): Promise<{ leader: ProcessIdentity; childPid: number }> {
  const [name = "", value = ""] = mark.split("=");
  const shell = spawn("sh", ["-c", `${prelude} sleep 60 & echo $!; wait; wait`], {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
    env: { PATH: process.env["PATH"], [name]: value },
  });
  started.push(shell);
  const [line]: unknown[] = await once(shell.stdout, "data");
  const leader = identify(shell.pid ?? 0);
  if (leader === undefined) throw new Error("the shell did not start");
  return { leader, childPid: Number(String(line)) };
}

function start(program: string, args: readonly string[], options: { readonly argv0?: string }): ChildProcess {
  const child = spawn(program, args, { ...options, stdio: "ignore" });
  started.push(child);
  return child;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(10);
}
