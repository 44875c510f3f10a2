import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { AssayError } from "#core/errors.ts";
import { openSandboxPool } from "#runner/sandbox/open-pool.ts";
import type { Sandbox } from "#runner/sandbox/sandbox.ts";
import { leftoversOf, lives, nothingLeft, sentriesOf } from "#test/support/sandbox-leftovers.ts";
import { openTestPool, run, sandboxSettings, smallNeeds, tarOf } from "#test/support/sandbox.ts";

const MiB = 1024 * 1024;

async function onlySentry(stateDir: string): Promise<number> {
  const [sentry, ...others] = await sentriesOf(stateDir);
  expect(others).toEqual([]);
  return sentry?.pid ?? expect.fail("no sandbox runs");
}

describe("taking a sandbox", () => {
  it("hands out a prebooted one, and says so", async () => {
    await using pool = await openTestPool({ warm: 1 });
    await using sandbox = await pool.take(smallNeeds);
    expect(sandbox.facts).toMatchObject({
      warm: true,
      platform: "systrap",
      runscVersion: expect.stringMatching(/^release-/),
    });
    expect((await run(sandbox, "echo on")).stdout.text).toBe("on\n");
  });

  it("boots one where none is kept", async () => {
    await using pool = await openTestPool({ warm: 0 });
    await using sandbox = await pool.take(smallNeeds);
    expect(sandbox.facts.warm).toBe(false);
  });

  it("never hands one out twice", async () => {
    await using pool = await openTestPool({ warm: 1 });
    await using first = await pool.take(smallNeeds);
    await using second = await pool.take(smallNeeds);
    expect(second.id).not.toBe(first.id);
  });

  it("boots another one when the last was taken", async () => {
    await using settings = await sandboxSettings({ warm: 1 });
    await using pool = await openSandboxPool(settings);
    await using first = await pool.take(smallNeeds);
    expect(first.facts.warm).toBe(true);
    await vi.waitFor(async () => expect(await sentriesOf(settings.stateDir)).toHaveLength(2), 10_000);
  });

  it("gives who finds none the one that is on its way", async () => {
    await using settings = await sandboxSettings({ warm: 1 });
    await using pool = await openSandboxPool(settings);
    await using first = await pool.take(smallNeeds);
    // Its place is being filled.
    await using second = await pool.take(smallNeeds);
    expect(second.facts.warm).toBe(true);
    expect(numberOf(second)).toBe(numberOf(first) + 1);
  });

  it("boots a larger one for what does not fit a prebooted one", async () => {
    await using pool = await openTestPool({ warm: 1 });
    const content = Buffer.alloc(300 * MiB, 1);
    const tar = await tarOf([{ name: "large.bin", content }]);
    await using sandbox = await pool.take({ injectedBytes: tar.sizeBytes, memoryBytes: 64 * MiB });
    expect(sandbox.facts.warm).toBe(false);
    await sandbox.inject("/tmp", tar);
    // Injected files are no memory of the student's.
    const outcome = await run(sandbox, "sleep 0.2; stat -c %s /tmp/large.bin", {
      limits: { memoryBytes: 64 * MiB },
    });
    expect(outcome).toMatchObject({ exitCode: 0, stdout: { text: `${content.length}\n` } });
  });

  it("replaces a prebooted one that has died", async () => {
    await using settings = await sandboxSettings({ warm: 1 });
    await using pool = await openSandboxPool(settings);
    process.kill(await onlySentry(settings.stateDir), "SIGKILL");
    await using sandbox = await pool.take(smallNeeds);
    expect((await run(sandbox, "echo on")).stdout.text).toBe("on\n");
  });

  it("boots another one as soon as a prebooted one dies", async () => {
    await using settings = await sandboxSettings({ warm: 1 });
    await using pool = await openSandboxPool(settings);
    const dead = await onlySentry(settings.stateDir);
    process.kill(dead, "SIGKILL");
    await vi.waitFor(async () => expect(await onlySentry(settings.stateDir)).not.toBe(dead), 10_000);
    await vi.waitFor(async () => {
      await using sandbox = await pool.take(smallNeeds);
      expect(sandbox.facts.warm).toBe(true);
    }, 10_000);
  });

  it("replaces a prebooted one that hangs", async () => {
    await using settings = await sandboxSettings({ warm: 1 });
    await using pool = await openSandboxPool(settings);
    const hanging = await onlySentry(settings.stateDir);
    process.kill(hanging, "SIGSTOP");
    await using sandbox = await pool.take(smallNeeds);
    expect((await run(sandbox, "echo on")).stdout.text).toBe("on\n");
    expect(lives(hanging)).toBe(false);
  });
});

describe("losing a sandbox", () => {
  it("rejects what runs in one whose sentry is killed, and all that comes after", async () => {
    await using settings = await sandboxSettings();
    await using pool = await openSandboxPool(settings);
    await using sandbox = await pool.take(smallNeeds);
    const running = run(sandbox, "sleep 100");
    process.kill(await onlySentry(settings.stateDir), "SIGKILL");
    await expect(running).rejects.toMatchObject({ code: "sandbox_lost" });
    await expect(run(sandbox, "true")).rejects.toMatchObject({ code: "sandbox_lost" });
    await expect(sandbox.readFile("x", 1)).rejects.toMatchObject({ code: "sandbox_lost" });
    await expect(sandbox.inject("/tmp", await tarOf([{ name: "a" }]))).rejects.toMatchObject({
      code: "sandbox_lost",
    });
  });

  it("gives up one whose init is silent beyond the time of the command", async () => {
    await using settings = await sandboxSettings();
    await using pool = await openSandboxPool(settings);
    await using sandbox = await pool.take(smallNeeds);
    process.kill(await onlySentry(settings.stateDir), "SIGSTOP");
    const silent = run(sandbox, "true", { limits: { wallMs: 100 } });
    await expect(silent).rejects.toMatchObject({
      code: "sandbox_lost",
      context: { detail: expect.stringContaining("no answer to spawn within") },
    });
  });

  it("rejects with the caller's own reason when the caller kills it", async () => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    const reason = new AssayError("lease_lost");
    const running = run(sandbox, "sleep 100");
    const waiting = run(sandbox, "true");
    sandbox.kill(reason);
    await expect(running).rejects.toBe(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(run(sandbox, "true")).rejects.toBe(reason);
  });

  it("has an outcome for the command whose memory the kernel put an end to", async () => {
    await using pool = await openTestPool();
    await using sandbox = await pool.take(smallNeeds);
    // More than the control group has, so that init does not see it first.
    const hog = ["python3", "-c", "a = []\nwhile True: a.append(bytearray(2**20))"];
    const outcome = await run(sandbox, hog, { limits: { memoryBytes: 16 * 1024 * MiB } });
    expect(outcome).toMatchObject({ signal: "SIGKILL", outOfMemory: true, timedOut: null });
  });
});

describe("what is left", () => {
  it("is nothing, after a sandbox and after the pool", async () => {
    await using settings = await sandboxSettings({ warm: 2 });
    const pool = await openSandboxPool(settings);
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) {
      await using sandbox = await pool.take(smallNeeds);
      ids.push(sandbox.id);
      await run(sandbox, "setsid sleep 100 & echo x >/tmp/file");
    }
    expect(leftoversOf(settings.stateDir, ids).cgroups).toEqual([]);
    await using lent = await pool.take(smallNeeds);
    await pool[Symbol.asyncDispose]();
    await expect(run(lent, "true")).rejects.toMatchObject({ code: "sandbox_lost" });
    expect(leftoversOf(settings.stateDir, ids)).toEqual(nothingLeft);
    await expect(pool.take(smallNeeds)).rejects.toMatchObject({ code: "sandbox_unavailable" });
  });

  it("is nothing when a pool could not be opened", async () => {
    await using settings = await sandboxSettings();
    const runscPath = await script(
      settings.stateDir,
      'if [ "$1" = --version ]; then echo "runsc version broken"; else echo no >&2; exit 128; fi',
    );
    await expect(openSandboxPool({ ...settings, runscPath })).rejects.toMatchObject({
      code: "sandbox_unavailable",
      context: { detail: expect.stringContaining("no") },
    });
    expect(leftoversOf(settings.stateDir, []).files).toEqual(["runsc-script"]);
  });
});

describe("a host that cannot make a sandbox", () => {
  it.each(["runscPath", "initPath"] as const)("says how to install what is missing at %s", async (key) => {
    await using settings = await sandboxSettings();
    const opening = openSandboxPool({ ...settings, [key]: "/nowhere/program" });
    await expect(opening).rejects.toMatchObject({
      code: "sandbox_unavailable",
      context: { detail: expect.stringMatching(/\/nowhere\/program.*make setup/) },
    });
  });

  it("does not take another program for runsc", async () => {
    await using settings = await sandboxSettings();
    await expect(openSandboxPool({ ...settings, runscPath: "/bin/true" })).rejects.toMatchObject({
      context: { detail: expect.stringContaining("is not runsc") },
    });
  });
});

/** The count of its pool's boots at the end of its id. */
function numberOf({ id }: Sandbox): number {
  return Number(id.slice(-8));
}

async function script(directory: string, body: string): Promise<string> {
  const path = join(directory, "runsc-script");
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}
