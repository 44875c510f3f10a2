import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { openSandboxPool, type SandboxSettings } from "#runner/sandbox/open-pool.ts";
import { leftoversOf, lives, nothingLeft, sentriesOf } from "#test/support/sandbox-leftovers.ts";
import { run, sandboxSettings, smallNeeds } from "#test/support/sandbox.ts";

const fixture = join(import.meta.dirname, "fixtures", "hold-sandbox.ts");

async function startAgent(
  settings: SandboxSettings & { readonly asset?: string },
): Promise<ChildProcess & AsyncDisposable> {
  const agent = spawn(process.execPath, [fixture, JSON.stringify(settings)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(agent, "exit");
  await Promise.race([
    once(agent.stdout, "data"),
    ended.then(() => expect.fail("the agent ended before it held a sandbox")),
  ]);
  return Object.assign(agent, {
    async [Symbol.asyncDispose]() {
      agent.kill("SIGKILL");
      await ended;
    },
  });
}

async function killAgent(agent: ChildProcess): Promise<void> {
  agent.kill("SIGKILL");
  await once(agent, "exit");
}

/** Opening and closing a pool is what the next agent does. */
async function startNextAgent(settings: SandboxSettings): Promise<void> {
  const pool = await openSandboxPool(settings);
  await pool[Symbol.asyncDispose]();
}

async function twoSentries(
  settings: SandboxSettings,
): Promise<readonly { readonly id: string; readonly pid: number }[]> {
  return vi.waitFor(async () => {
    const sentries = await sentriesOf(settings.stateDir);
    expect(sentries.length).toBeGreaterThanOrEqual(2);
    return sentries;
  }, 10_000);
}

describe("an agent that is killed", () => {
  it("takes its sandboxes with it, also the one in which a program runs", async () => {
    await using settings = await sandboxSettings();
    await using agent = await startAgent(settings);
    const sentries = await twoSentries(settings);
    await killAgent(agent);
    await vi.waitFor(() => expect(sentries.filter(({ pid }) => lives(pid))).toEqual([]), 2_000);
    await startNextAgent(settings);
    const ids = sentries.map(({ id }) => id);
    expect(leftoversOf(settings.stateDir, ids)).toEqual(nothingLeft);
  });

  it("leaves nothing once the next agent has started, not even a sandbox that hangs", async () => {
    await using settings = await sandboxSettings();
    await using agent = await startAgent(settings);
    const sentries = await twoSentries(settings);
    const [hanging] = sentries;
    // Stopped, a sentry does not notice that its agent is gone.
    process.kill(hanging?.pid ?? expect.fail("no sentry"), "SIGSTOP");
    await killAgent(agent);
    await startNextAgent(settings);
    expect(sentries.filter(({ pid }) => lives(pid))).toEqual([]);
    const ids = sentries.map(({ id }) => id);
    await vi.waitFor(() => expect(leftoversOf(settings.stateDir, ids)).toEqual(nothingLeft), 2_000);
  });
});

describe("a file of the host that a killed agent's sandbox had", () => {
  it("is as it was, and nothing else has it any more once the next agent has started", async () => {
    await using settings = await sandboxSettings();
    const asset = join(settings.stateDir, "asset");
    await writeFile(asset, "a large dataset", { mode: 0o444 });
    await using agent = await startAgent({ ...settings, asset });
    const sentries = await twoSentries(settings);
    expect((await stat(asset)).nlink).toBe(2);
    await killAgent(agent);

    await startNextAgent(settings);

    const ids = sentries.map(({ id }) => id);
    expect(leftoversOf(settings.stateDir, ids)).toEqual({ ...nothingLeft, files: ["asset"] });
    expect(await stat(asset)).toMatchObject({ nlink: 1, mode: 0o100444 });
    expect(await readFile(asset, "utf8")).toBe("a large dataset");
  });
});

describe("an agent that is asked to end", () => {
  it("leaves nothing, although a program runs and another sandbox is being booted", async () => {
    await using settings = await sandboxSettings();
    await using agent = await startAgent(settings);
    const sentries = await twoSentries(settings);
    agent.kill("SIGTERM");
    await once(agent, "exit");
    const ids = sentries.map(({ id }) => id);
    expect(leftoversOf(settings.stateDir, ids)).toEqual(nothingLeft);
  });
});

describe("what a host keeps that lost its power", () => {
  it("is taken away, also where the file that names its owner is empty or was never written", async () => {
    await using settings = await sandboxSettings();
    await mkdir(join(settings.stateDir, "run-00000001", "bundles"), { recursive: true });
    await writeFile(join(settings.stateDir, "run-00000001", "owner.json"), "");
    await mkdir(join(settings.stateDir, "new-00000002"));
    await mkdir(join(settings.stateDir, "new-00000003"));
    await utimes(join(settings.stateDir, "new-00000002"), 0, 0);
    await startNextAgent(settings);
    // The third may be another agent that is just starting.
    expect(leftoversOf(settings.stateDir, []).files).toEqual(["new-00000003"]);
  });
});

describe("an agent that starts beside another one", () => {
  it("sweeps nothing of it, however much the name of a directory that was left looks like the end of its ids", async () => {
    await using settings = await sandboxSettings();
    await using elsewhere = await sandboxSettings();
    await using pool = await openSandboxPool(settings);
    await using sandbox = await pool.take(smallNeeds);
    await mkdir(join(elsewhere.stateDir, `run-${sandbox.id.slice(-8)}`));

    await startNextAgent(elsewhere);

    expect((await run(sandbox, "echo still")).stdout.text).toBe("still\n");
  });

  it("leaves the other one's sandboxes alone", async () => {
    await using settings = await sandboxSettings();
    await using first = await openSandboxPool(settings);
    await using sandbox = await first.take(smallNeeds);
    await using second = await openSandboxPool(settings);
    await using other = await second.take(smallNeeds);
    expect((await run(sandbox, "echo first")).stdout.text).toBe("first\n");
    expect((await run(other, "echo second")).stdout.text).toBe("second\n");
  });
});
