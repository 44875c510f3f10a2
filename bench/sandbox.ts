import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import { commandLimitDefaults } from "#core/limits.ts";
import { openSandboxPool, type SandboxSettings } from "#runner/sandbox/open-pool.ts";
import type { Sandbox, TarSource } from "#runner/sandbox/sandbox.ts";
import { bare, execRival } from "./sandbox/rivals.ts";
import { renderRows, rowOf, type Sample, timed } from "./sandbox/sample.ts";

const KiB = 1024;
const MiB = 1024 * KiB;
const needs = { injectedBytes: 64 * MiB, memoryBytes: commandLimitDefaults.memoryBytes };
const commands: Readonly<Record<string, readonly string[]>> = {
  true: ["/usr/bin/true"],
  "python3 -c pass": ["/usr/bin/python3", "-c", "pass"],
};

/**
 * The sandbox beside `runsc exec` in the same sandbox and beside the bare host. Rivals take turns run by run, so
 * that a busy moment of the machine falls on all of them.
 */
export async function benchSandbox({ json }: { readonly json: boolean }): Promise<void> {
  const stateDir = await mkdtemp(join(tmpdir(), "assay-bench-"));
  try {
    const tools = resolve(import.meta.dirname, "..", ".tools", "bin");
    const settings: SandboxSettings = {
      runscPath: join(tools, "runsc"),
      initPath: join(tools, "assay-init"),
      stateDir,
      platform: "systrap",
      injection: "stream",
      warm: 1,
    };
    const samples = [
      ...(await lifecycle(settings, 20)),
      ...(await commandsSideBySide(settings, 40)),
      ...(await injectionsSideBySide(settings)),
    ];
    const rows = samples.map(rowOf);
    console.log(json ? JSON.stringify({ benchmark: "sandbox", rows }, null, 2) : renderRows(rows));
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
}

async function lifecycle(settings: SandboxSettings, runs: number): Promise<readonly Sample[]> {
  const boot: number[] = [];
  const take: number[] = [];
  const first: number[] = [];
  const destroy: number[] = [];
  await using cold = await openSandboxPool({ ...settings, warm: 0 });
  for (let i = 0; i < runs; i++) {
    boot.push(await timed(async () => disposed(await cold.take(needs))));
    // A pool of its own for each take: a refill in the background would be measured too.
    await using warm = await openSandboxPool(settings);
    const startedAt = performance.now();
    const sandbox = await warm.take(needs);
    take.push(performance.now() - startedAt);
    await run(sandbox, ["true"]);
    first.push(performance.now() - startedAt);
    destroy.push(await timed(() => disposed(sandbox)));
  }
  return [
    { what: "boot and destroy", how: "cold", ms: boot },
    { what: "take", how: "pool", ms: take },
    { what: "take and first command", how: "pool", ms: first },
    { what: "destroy", how: "pool", ms: destroy },
  ];
}

async function disposed(sandbox: Sandbox): Promise<void> {
  await sandbox[Symbol.asyncDispose]();
}

async function commandsSideBySide(settings: SandboxSettings, runs: number): Promise<readonly Sample[]> {
  await using pool = await openSandboxPool({ ...settings, warm: 0 });
  await using sandbox = await pool.take(needs);
  const rival = execRival({ ...settings, sandbox });
  const samples: Sample[] = [];
  for (const [what, command] of Object.entries(commands)) {
    const [init, exec, host] = await takeTurns(runs, [
      () => run(sandbox, command),
      () => rival.run(command),
      () => bare(command),
    ]);
    samples.push({ what, how: "init", ms: init ?? [] }, { what, how: "runsc exec", ms: exec ?? [] });
    samples.push({ what, how: "no sandbox", ms: host ?? [] });
  }
  return samples;
}

async function injectionsSideBySide(settings: SandboxSettings): Promise<readonly Sample[]> {
  await using streamPool = await openSandboxPool({ ...settings, warm: 0 });
  await using base64Pool = await openSandboxPool({ ...settings, injection: "base64-exec", warm: 0 });
  await using stream = await streamPool.take(needs);
  await using base64 = await base64Pool.take(needs);
  const rival = execRival({ ...settings, sandbox: stream });
  const samples: Sample[] = [];
  for (const { what, tar, runs } of await payloads()) {
    const [streamed, exec, encoded] = await takeTurns(runs, [
      () => stream.inject("/tmp", tar),
      () => rival.unpack(tar),
      () => base64.inject("/tmp", tar),
    ]);
    const bytes = tar.sizeBytes;
    samples.push({ what, how: "stream", ms: streamed ?? [], bytes });
    samples.push({ what, how: "runsc exec tar -x", ms: exec ?? [], bytes });
    samples.push({ what, how: "base64-exec", ms: encoded ?? [], bytes });
  }
  return samples;
}

async function payloads() {
  const small = Array.from({ length: 1000 }, (_, i) => ({ name: `many/${i}`, bytes: 4 * KiB }));
  return [
    { what: "inject 1 KiB", tar: await tarOf([{ name: "small.bin", bytes: KiB }]), runs: 30 },
    { what: "inject 1 MiB", tar: await tarOf([{ name: "medium.bin", bytes: MiB }]), runs: 30 },
    { what: "inject 10 MiB", tar: await tarOf([{ name: "large.bin", bytes: 10 * MiB }]), runs: 20 },
    { what: "inject 1000 x 4 KiB", tar: await tarOf(small), runs: 15 },
  ];
}

async function takeTurns(
  runs: number,
  actions: readonly (() => Promise<unknown>)[],
): Promise<readonly (readonly number[])[]> {
  for (const action of actions) await action();
  const ms = actions.map((): number[] => []);
  for (let i = 0; i < runs; i++) {
    for (const [at, action] of actions.entries()) ms[at]?.push(await timed(action));
  }
  return ms;
}

async function run(sandbox: Sandbox, argv: readonly string[]): Promise<void> {
  const request = { command: { argv: [...argv] }, stdin: new Uint8Array(), limits: commandLimitDefaults };
  const outcome = await sandbox.run(request);
  if (outcome.exitCode !== 0) throw new Error(`${argv.join(" ")} failed: ${JSON.stringify(outcome)}`);
}

async function tarOf(
  files: readonly { readonly name: string; readonly bytes: number }[],
): Promise<TarSource> {
  const archive = pack();
  for (const { name, bytes } of files) {
    archive.entry({ name, mode: 0o444, uid: 0, gid: 0 }, randomBytes(bytes));
  }
  archive.finalize();
  const content = await buffer(archive);
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { sizeBytes: content.length, sha256, open: () => Readable.from([content], { objectMode: false }) };
}
