import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { commandLimitDefaults } from "#core/limits.ts";
import { submissionTar } from "#runner/prepare/submission-tar.ts";
import { openSandboxPool, type SandboxSettings } from "#runner/sandbox/open-pool.ts";
import { sandboxUser } from "#runner/sandbox/sandbox-user.ts";
import type { SandboxPool, TarSource } from "#runner/sandbox/sandbox.ts";
import { loads } from "./pool-loads.ts";
import { type Variant, variants } from "./pool-policies.ts";
import { rowOf } from "./sandbox/sample.ts";

const slots = 2;
const rounds = 3;
/** Long enough for every spare member to be booted. */
const settleMs = 600;
const MiB = 1024 * 1024;

interface PolicyRow {
  readonly policy: string;
  readonly warm: number;
  readonly load: string;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly jobsPerMinute: number;
}

/**
 * Ways of refilling the pool under the same loads: a job takes a sandbox, puts 1 MiB into it, runs a program in
 * Python five times and ends it. The ways take turns, so that a busy moment of the machine falls on all of them.
 */
export async function benchPool({ json }: { readonly json?: true }): Promise<void> {
  const stateDir = await mkdtemp(join(tmpdir(), "assay-bench-"));
  try {
    const played = new Map<string, { latencyMs: number[]; elapsedMs: number }>();
    for (let round = 0; round < rounds; round++) {
      for (const variant of variants) await play(variant, stateDir, played);
    }
    const rows = rowsOf(played);
    console.log(json ? JSON.stringify({ benchmark: "pool", slots, rows }, null, 2) : render(rows));
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
}

async function play(
  { name, spare, refill }: Variant,
  stateDir: string,
  played: Map<string, { latencyMs: number[]; elapsedMs: number }>,
): Promise<void> {
  const queue = { waiting: false };
  const tools = resolve(import.meta.dirname, "..", ".tools", "bin");
  const settings: SandboxSettings = {
    runscPath: join(tools, "runsc"),
    initPath: join(tools, "assay-init"),
    stateDir,
    platform: "systrap",
    injection: "stream",
    warm: slots + spare,
    refill: refill({ slots, jobsWait: () => queue.waiting }),
  };
  const files = [
    { path: "main.py", content: Buffer.from("print(input())"), executable: false },
    { path: "data.bin", content: randomBytes(MiB), executable: false },
  ];
  const submission = await submissionTar(files, sandboxUser.uid);
  await using pool = await openSandboxPool(settings);
  for (const load of loads) {
    await delay(settleMs);
    const { latencyMs, elapsedMs } = await load.play(() => runJob(pool, submission), queue);
    const key = JSON.stringify([name, slots + spare, load.name]);
    const sum = played.get(key) ?? { latencyMs: [], elapsedMs: 0 };
    sum.latencyMs.push(...latencyMs);
    played.set(key, { ...sum, elapsedMs: sum.elapsedMs + elapsedMs });
  }
}

async function runJob(pool: SandboxPool, submission: TarSource): Promise<void> {
  const { memoryBytes } = commandLimitDefaults;
  await using sandbox = await pool.take({ injectedBytes: submission.sizeBytes, memoryBytes });
  await sandbox.inject("/app", submission);
  for (let test = 0; test < 5; test++) {
    const outcome = await sandbox.run({
      command: { argv: ["python3", "main.py"] },
      stdin: Buffer.from(`line ${test}\n`),
      limits: commandLimitDefaults,
    });
    if (outcome.stdout.text !== `line ${test}\n`) throw new Error(`a job failed: ${JSON.stringify(outcome)}`);
  }
}

function rowsOf(
  played: ReadonlyMap<string, { readonly latencyMs: readonly number[]; readonly elapsedMs: number }>,
): readonly PolicyRow[] {
  return loads.flatMap(({ name: load }) =>
    variants.map(({ name: policy, spare }): PolicyRow => {
      const warm = slots + spare;
      const { latencyMs = [], elapsedMs = 0 } = played.get(JSON.stringify([policy, warm, load])) ?? {};
      const { p50Ms, p95Ms } = rowOf({ what: load, how: policy, ms: latencyMs });
      return {
        policy,
        warm,
        load,
        p50Ms: Math.round(p50Ms),
        p95Ms: Math.round(p95Ms),
        jobsPerMinute: Math.round((latencyMs.length / elapsedMs) * 60_000),
      };
    }),
  );
}

function render(rows: readonly PolicyRow[]): string {
  const header = ["load", "refill", "warm", "p50 ms", "p95 ms", "jobs/min"];
  const cells = rows.map(({ load, policy, warm, p50Ms, p95Ms, jobsPerMinute }) =>
    [load, policy, warm, p50Ms, p95Ms, jobsPerMinute].map(String),
  );
  const widths = header.map((_, at) => Math.max(...[header, ...cells].map((row) => row[at]?.length ?? 0)));
  return [header, ...cells]
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
