import { mkdtemp, rm } from "node:fs/promises";
import { commandLimitDefaults } from "#core/limits.ts";
import { openSandboxPool, type SandboxSettings } from "#runner/sandbox/open-pool.ts";
import { MiB, type Payload, payloads, tarOf } from "./payloads.ts";
import { bareUnpack, execRival } from "./rivals.ts";
import type { Sample } from "./sample.ts";
import { takeTurns } from "./turns.ts";

const largeBytes = 10 * MiB;

/** Everything that is injected stays until the sandbox ends, and the largest is there twice while it is replaced. */
const needs = { injectedBytes: 256 * MiB, memoryBytes: commandLimitDefaults.memoryBytes };

/** Both paths into a warm sandbox, beside `runsc exec tar -x` into the same one and beside tar on the bare host. */
export async function injectionsSideBySide(
  settings: SandboxSettings,
  runs: number,
): Promise<readonly Sample[]> {
  await using streamPool = await openSandboxPool({ ...settings, warm: 0 });
  await using base64Pool = await openSandboxPool({ ...settings, injection: "base64-exec", warm: 0 });
  await using stream = await streamPool.take(needs);
  await using base64 = await base64Pool.take(needs);
  const rival = execRival({ ...settings, sandbox: stream });
  // Memory, as a sandbox's /tmp is.
  const directory = await mkdtemp("/dev/shm/assay-bench-");
  const samples: Sample[] = [];
  try {
    for (const payload of payloads) {
      const tar = await tarOf(payload);
      const [streamed = [], exec = [], encoded = [], native = []] = await takeTurns(runsOf(payload, runs), [
        () => stream.inject("/tmp", tar),
        () => rival.unpack(tar),
        () => base64.inject("/tmp", tar),
        () => bareUnpack(tar, directory),
      ]);
      const sample = { what: payload.what, bytes: tar.sizeBytes };
      samples.push({ ...sample, how: "stream", ms: streamed });
      samples.push({ ...sample, how: "runsc exec tar -x", ms: exec });
      samples.push({ ...sample, how: "base64-exec", ms: encoded });
      samples.push({ ...sample, how: "tar -x, no sandbox", ms: native });
    }
    return samples;
  } finally {
    await rm(directory, { recursive: true });
  }
}

function runsOf({ files, fileBytes }: Payload, runs: number): number {
  if (fileBytes > largeBytes) return Math.ceil(runs / 6);
  return files > 1 || fileBytes === largeBytes ? Math.ceil(runs / 2) : runs;
}
