import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import type { CommandLimits } from "#core/assignment/assignment.ts";
import type { CommandOutcome, SandboxPort } from "#core/grading/sandbox-port.ts";
import { openSandboxPool, type SandboxSettings } from "#runner/sandbox/open-pool.ts";
import type { SandboxPool, TarSource } from "#runner/sandbox/sandbox.ts";

const repository = resolve(import.meta.dirname, "..", "..");

/** Settings for the runsc and the init of this checkout, and a state directory that goes with the scope. */
export async function sandboxSettings(
  overrides: Partial<SandboxSettings> = {},
): Promise<SandboxSettings & AsyncDisposable> {
  execFileSync(join(repository, "scripts", "build-init"), { stdio: "ignore" });
  const stateDir = await mkdtemp(join(tmpdir(), "assay-sandbox-"));
  // What runsc becomes for its gofer has to reach the root file system in it.
  chmodSync(stateDir, 0o755);
  return {
    runscPath: join(repository, ".tools", "bin", "runsc"),
    initPath: join(repository, ".tools", "bin", "assay-init"),
    stateDir,
    platform: "systrap",
    injection: "stream",
    warm: 0,
    ...overrides,
    [Symbol.asyncDispose]: () => rm(stateDir, { recursive: true, force: true }),
  };
}

/** A pool on the real runsc; fails with how to install it where it is missing. */
export async function openTestPool(overrides: Partial<SandboxSettings> = {}): Promise<SandboxPool> {
  const settings = await sandboxSettings(overrides);
  const pool = await openSandboxPool(settings);
  return {
    take: (needs, signal) => pool.take(needs, signal),
    async [Symbol.asyncDispose]() {
      await pool[Symbol.asyncDispose]();
      await settings[Symbol.asyncDispose]();
    },
  };
}

const MiB = 1024 * 1024;

export const smallNeeds = { injectedBytes: 1 * MiB, memoryBytes: 256 * MiB } as const;

export const testLimits: CommandLimits = {
  wallMs: 20_000,
  cpuMs: 20_000,
  memoryBytes: 256 * MiB,
  processes: 64,
  outputBytes: 1 * MiB,
  fileBytes: 64 * MiB,
  openFiles: 256,
};

/** Runs a shell line, or a program with its arguments, as the student. */
export function run(
  sandbox: SandboxPort,
  command: string | readonly string[],
  options: { readonly stdin?: Uint8Array | string; readonly limits?: Partial<CommandLimits> } = {},
): Promise<CommandOutcome> {
  return sandbox.run({
    command: typeof command === "string" ? { shell: command } : { argv: [...command] },
    stdin:
      typeof options.stdin === "string" ? Buffer.from(options.stdin) : (options.stdin ?? new Uint8Array()),
    limits: { ...testLimits, ...options.limits },
  });
}

export interface TarEntry {
  readonly name: string;
  readonly content?: Uint8Array | string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly type?: "file" | "directory" | "symlink" | "link" | "fifo";
  readonly linkname?: string;
}

export async function tarOf(entries: readonly TarEntry[]): Promise<TarSource> {
  const archive = pack();
  for (const { content = "", ...header } of entries) {
    archive.entry({ mode: 0o444, uid: 0, gid: 0, mtime: new Date(0), ...header }, Buffer.from(content));
  }
  archive.finalize();
  return tarSourceOf(await buffer(archive));
}

export function tarSourceOf(bytes: Buffer): TarSource {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { sizeBytes: bytes.length, sha256, open: () => Readable.from([bytes], { objectMode: false }) };
}
