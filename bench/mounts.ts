import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundleTar } from "#core/assignment/bundle.ts";
import { commandLimitDefaults } from "#core/limits.ts";
import { type AssetSource, handAssets } from "#runner/prepare/asset-source.ts";
import { extractedAssets } from "#runner/prepare/extracted-assets.ts";
import { extractBundle } from "#runner/prepare/extracted-bundle.ts";
import { openSandboxPool } from "#runner/sandbox/open-pool.ts";
import type { Sandbox } from "#runner/sandbox/sandbox.ts";
import { renderRows, rowOf, type Sample, timed } from "./sandbox/sample.ts";

const MiB = 1024 * 1024;
const runs = 12;
const datasets = [0, 100 * MiB, 1024 * MiB];

/**
 * What a dataset that is mounted adds to a job: from a prebooted sandbox to one that has it at its target, the first
 * look at it, and what the sandbox's memory grows by until all of it has been read.
 */
export async function benchMounts({ json }: { readonly json: boolean }): Promise<void> {
  const stateDir = await mkdtemp(join(tmpdir(), "assay-bench-"));
  try {
    const assets = [];
    for (const bytes of datasets) assets.push({ bytes, source: await datasetOf(bytes, stateDir) });
    const tools = resolve(import.meta.dirname, "..", ".tools", "bin");
    await using pool = await openSandboxPool({
      runscPath: join(tools, "runsc"),
      initPath: join(tools, "assay-init"),
      stateDir,
      platform: "systrap",
      injection: "stream",
      warm: 2,
    });
    const samples = new Map<string, number[]>();
    const memory: Record<string, number[]> = {};
    for (let round = 0; round < runs; round++) {
      for (const { bytes, source } of assets) {
        const name = `${bytes / MiB} MiB`;
        await using sandbox = await pool.take({
          injectedBytes: 0,
          memoryBytes: commandLimitDefaults.memoryBytes,
        });
        const before = anonymousBytes(sandbox);
        push(samples, `${name} handed over`, await timed(() => handAssets(sandbox, source)));
        push(
          samples,
          `${name} first look`,
          await timed(() => shell(sandbox, "head -c 4096 /tmp/data.bin >/dev/null 2>&1")),
        );
        if (round < 2)
          push(
            samples,
            `${name} read whole`,
            await timed(() => shell(sandbox, "cat /tmp/data.bin >/dev/null 2>&1")),
          );
        (memory[name] ??= []).push((anonymousBytes(sandbox) - before) / MiB);
      }
    }
    report(
      [...samples].map(([what, ms]): Sample => ({ what, how: "mounted", ms })),
      memory,
      json,
    );
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
}

async function datasetOf(bytes: number, stateDir: string): Promise<AssetSource | null> {
  if (bytes === 0) return null;
  const directory = join(stateDir, `dataset-${bytes}`);
  await mkdir(directory);
  const chunk = Buffer.alloc(MiB, "0123456789abcdef");
  const open = async function* () {
    for (let at = 0; at < bytes; at += chunk.length) yield chunk;
  };
  await extractBundle(bundleTar([{ path: "data.bin", sizeBytes: bytes, readOnly: true, open }]), directory);
  return await extractedAssets(directory);
}

async function shell(sandbox: Sandbox, line: string): Promise<void> {
  await sandbox.run({ command: { shell: line }, stdin: new Uint8Array(), limits: commandLimitDefaults });
}

/** Without pages of files, which the kernel takes back whenever it wants them. */
function anonymousBytes({ id }: Sandbox): number {
  const [v1, v2] = [`/sys/fs/cgroup/memory/assay/${id}`, `/sys/fs/cgroup/assay/${id}`];
  const stat = readFileSync(join(existsSync(v1) ? v1 : v2, "memory.stat"), "utf8");
  return ["rss", "anon", "shmem"].reduce(
    (sum, key) => sum + Number(new RegExp(`^${key} (\\d+)$`, "m").exec(stat)?.[1] ?? 0),
    0,
  );
}

function report(
  samples: readonly Sample[],
  memory: Readonly<Record<string, readonly number[]>>,
  json: boolean,
): void {
  const rows = samples.map(rowOf);
  const grownMiB = Object.fromEntries(
    Object.entries(memory).map(([name, all]) => [name, rowOf({ what: name, how: "", ms: all }).p50Ms]),
  );
  if (json) console.log(JSON.stringify({ benchmark: "mounts", rows, grownMiB }, null, 2));
  else
    console.log(`${renderRows(rows)}\n\nmemory of the sandbox grew by MiB, p50: ${JSON.stringify(grownMiB)}`);
}

function push(samples: Map<string, number[]>, name: string, ms: number): void {
  samples.set(name, [...(samples.get(name) ?? []), ms]);
}
