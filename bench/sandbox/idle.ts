import { setTimeout as delay } from "node:timers/promises";
import { commandLimitDefaults } from "#core/limits.ts";
import { openSandboxPool, type SandboxSettings } from "#runner/sandbox/open-pool.ts";
import type { Sandbox, SandboxPool } from "#runner/sandbox/sandbox.ts";
import type { Effort } from "./effort.ts";
import { processorMs, proportionalBytes } from "./footprint.ts";
import { MiB } from "./payloads.ts";

/** Of each of many sandboxes that wait: the mean. */
export interface IdleCost {
  readonly sandboxes: number;
  readonly memoryMiB: number;
  readonly cpuMsPerSecond: number;
}

const settleMs = 2_000;

/** Sandboxes that are booted and do nothing, all at once. */
export async function idleCost(
  settings: SandboxSettings,
  { idleSandboxes, idleMs }: Effort,
): Promise<IdleCost> {
  await using pool = await openSandboxPool({
    ...settings,
    warm: idleSandboxes,
    // Their limits together are more than the machine has, and none of them takes what it may.
    memoryBytes: Number.MAX_SAFE_INTEGER,
    refill: () => false,
  });
  const sandboxes = await takeAll(pool, idleSandboxes);
  await delay(settleMs);
  const before = await sum(sandboxes, processorMs);
  await delay(idleMs);
  const cpuMs = (await sum(sandboxes, processorMs)) - before;
  const bytes = await sum(sandboxes, proportionalBytes);
  return {
    sandboxes: sandboxes.length,
    memoryMiB: bytes / MiB / sandboxes.length,
    cpuMsPerSecond: cpuMs / (idleMs / 1000) / sandboxes.length,
  };
}

async function takeAll(pool: SandboxPool, count: number): Promise<readonly Sandbox[]> {
  const sandboxes: Sandbox[] = [];
  const { memoryBytes } = commandLimitDefaults;
  for (let at = 0; at < count; at++) sandboxes.push(await pool.take({ injectedBytes: 0, memoryBytes }));
  return sandboxes;
}

async function sum(
  sandboxes: readonly Sandbox[],
  of: (sandbox: Sandbox) => Promise<number>,
): Promise<number> {
  let total = 0;
  for (const sandbox of sandboxes) total += await of(sandbox);
  return total;
}
