import { createHash, randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { bundleTar } from "#core/assignment/bundle.ts";
import { commandLimitDefaults } from "#core/limits.ts";
import { type AssetSource, handAssets } from "#runner/prepare/asset-source.ts";
import { extractedAssets } from "#runner/prepare/extracted-assets.ts";
import { extractBundle } from "#runner/prepare/extracted-bundle.ts";
import { openSandboxPool, type SandboxSettings } from "#runner/sandbox/open-pool.ts";
import type { Sandbox } from "#runner/sandbox/sandbox.ts";
import { anonymousBytes } from "./footprint.ts";
import { MiB } from "./payloads.ts";
import { median, type Sample, timed } from "./sample.ts";

const datasets = [
  { name: "100 MiB", bytes: 100 * MiB },
  { name: "1 GiB", bytes: 1024 * MiB },
];
/** Reading a gigabyte takes seconds, and is no goal. */
const wholeReads = 3;

export interface MountedBundles {
  readonly samples: readonly Sample[];
  /** By how much the memory of a sandbox grew that got one and opened it, or read it whole; pages of files left out. */
  readonly grownMiB: Readonly<Record<string, number>>;
}

interface Dataset {
  readonly source: AssetSource;
  readonly sha256: string;
}

/**
 * What a bundle that is mounted adds to a job: from a prebooted sandbox to one that has it at its target, the first
 * look at it, and reading it whole, which has to give the digest that it has outside.
 */
export async function mountedBundles(settings: SandboxSettings, runs: number): Promise<MountedBundles> {
  const records = [];
  for (const { name, bytes } of datasets) {
    const dataset = await datasetOf(bytes, settings.stateDir);
    records.push({
      name,
      dataset,
      handed: [] as number[],
      seen: [] as number[],
      read: [] as number[],
      grown: [] as number[],
      grownByReading: [] as number[],
    });
  }
  await using pool = await openSandboxPool({ ...settings, warm: 2 });
  for (let run = 0; run < runs; run++) {
    for (const { dataset, handed, seen, read, grown, grownByReading } of records) {
      await using sandbox = await pool.take({
        injectedBytes: 0,
        memoryBytes: commandLimitDefaults.memoryBytes,
      });
      const before = await anonymousBytes(sandbox);
      handed.push(await timed(() => handAssets(sandbox, dataset.source)));
      seen.push(await timed(() => shell(sandbox, "head -c 4096 /tmp/data.bin >/dev/null")));
      grown.push(((await anonymousBytes(sandbox)) - before) / MiB);
      if (run >= wholeReads) continue;
      read.push(await timed(() => readWhole(sandbox, dataset)));
      grownByReading.push(((await anonymousBytes(sandbox)) - before) / MiB);
    }
  }
  return {
    samples: records.flatMap(({ name, handed, seen, read }) => [
      { what: `inject ${name}`, how: "mounted", ms: handed },
      { what: `first 4 KiB of ${name}`, how: "mounted", ms: seen },
      { what: `sha256sum of ${name}`, how: "mounted", ms: read },
    ]),
    grownMiB: Object.fromEntries(
      records.flatMap(({ name, grown, grownByReading }) => [
        [name, median(grown)],
        [`${name}, read whole`, median(grownByReading)],
      ]),
    ),
  };
}

/** As the cache of bundles keeps it on a host. No two of its blocks are the same. */
async function datasetOf(bytes: number, stateDir: string): Promise<Dataset> {
  const directory = join(stateDir, `dataset-${bytes}`);
  await mkdir(directory);
  const block = randomBytes(MiB);
  const open = async function* () {
    for (let at = 0; at < bytes; at += block.length) {
      block.writeUInt32BE(at / MiB);
      yield Buffer.from(block);
    }
  };
  const hash = createHash("sha256");
  for await (const chunk of open()) hash.update(chunk);
  await extractBundle(bundleTar([{ path: "data.bin", sizeBytes: bytes, readOnly: true, open }]), directory);
  return { source: await extractedAssets(directory), sha256: hash.digest("hex") };
}

async function readWhole(sandbox: Sandbox, { sha256 }: Dataset): Promise<void> {
  const line = await shell(sandbox, "sha256sum /tmp/data.bin");
  if (!line.startsWith(`${sha256} `)) throw new Error(`${sha256} was handed over, and inside it is ${line}`);
}

async function shell(sandbox: Sandbox, line: string): Promise<string> {
  const request = { command: { shell: line }, stdin: new Uint8Array(), limits: commandLimitDefaults };
  const outcome = await sandbox.run(request);
  if (outcome.exitCode !== 0) throw new Error(`${line} failed: ${JSON.stringify(outcome)}`);
  return outcome.stdout.text;
}
