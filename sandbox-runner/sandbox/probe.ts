import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { AssayError } from "#core/errors.ts";
import type { CommandOutcome, SandboxPort } from "#core/grading/sandbox-port.ts";
import * as z from "zod";
import { hotMsPerSecond, idleCpu } from "./idle-cpu.ts";
import type { RunscHost } from "./runsc-host.ts";
import type { RunscSandbox } from "./runsc-sandbox.ts";

export const ProbeVerdict = z.strictObject({
  /** Of this runsc, this init and this kernel; another key asks for another probe. */
  key: z.string(),
  idleCpuMsPerSecond: z.number(),
  idlesHot: z.boolean(),
});
export type ProbeVerdict = z.infer<typeof ProbeVerdict>;

const commands = 20;
/** USER_HZ, which is 100 on every Linux that runsc runs on. */
const msPerTick = 10;

/** The release of a runsc, e.g. `release-20260701`. Rejects with `sandbox_unavailable` when it is not one. */
export async function readVersion(runscPath: string): Promise<string> {
  const output = await promisify(execFile)(runscPath, ["--version"], { timeout: 10_000 }).catch(
    (error: unknown) => {
      throw broken(`${runscPath} --version failed`, error);
    },
  );
  const version = /^runsc version (\S+)/.exec(output.stdout)?.[1];
  if (version === undefined) throw broken(`${runscPath} is not runsc: ${output.stdout.slice(0, 100)}`);
  return version;
}

/**
 * Whether runsc works here: some builds boot and then panic after a few programs, or cannot even list a directory.
 * Asked once for each build and boot of the host. Rejects with `sandbox_unavailable` and the reason.
 */
export async function probe(options: {
  readonly boot: () => Promise<RunscSandbox>;
  readonly host: RunscHost;
  readonly initPath: string;
  readonly stateDir: string;
}): Promise<ProbeVerdict> {
  const file = join(options.stateDir, "probe.json");
  const key = await keyOf(options.host, options.initPath);
  const known = await readFile(file, "utf8")
    .then((text) => ProbeVerdict.parse(JSON.parse(text)))
    .catch(() => null);
  if (known?.key === key && !known.idlesHot) return known;
  await using sandbox = await options.boot();
  await probeCommands(sandbox);
  const sentryPid = await sandbox.sentryPid();
  const idleCpuMsPerSecond = await idleCpu({ processorMs: () => processorMs(sentryPid), wait: setTimeout });
  const verdict = { key, idleCpuMsPerSecond, idlesHot: idleCpuMsPerSecond > hotMsPerSecond };
  // One that costs the pool its warm members is never taken on trust: the next start measures again, as it does
  // when the disk is full.
  if (!verdict.idlesHot) await writeFile(file, JSON.stringify(verdict)).catch(() => undefined);
  return verdict;
}

async function probeCommands(sandbox: SandboxPort): Promise<void> {
  await expectSuccess(sandbox, "ls / /usr >/dev/null");
  await expectSuccess(sandbox, "! command -v python3 >/dev/null || python3 -c pass");
  for (let i = 0; i < commands; i++) await expectSuccess(sandbox, "true");
}

async function expectSuccess(sandbox: SandboxPort, shell: string): Promise<void> {
  const limits = {
    wallMs: 20_000,
    cpuMs: 20_000,
    memoryBytes: 256 * 1024 * 1024,
    processes: 64,
    outputBytes: 64 * 1024,
    fileBytes: 1024 * 1024,
    openFiles: 256,
  };
  let outcome: CommandOutcome;
  try {
    outcome = await sandbox.run({ command: { shell }, stdin: new Uint8Array(), limits });
  } catch (error) {
    throw broken(`the sandbox died of \`${shell}\`: ${String(error)}`, error);
  }
  if (outcome.exitCode === 0) return;
  const { exitCode, signal, timedOut, stderr } = outcome;
  const how =
    timedOut === null ? `exit code ${exitCode}, signal ${signal}` : `no end within its ${timedOut} time`;
  throw broken(`\`${shell}\` failed in the sandbox (${how}): ${stderr.text.slice(0, 300)}`);
}

/** User and system time: fields 14 and 15 of proc_pid_stat(5). */
async function processorMs(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

async function keyOf(host: RunscHost, initPath: string): Promise<string> {
  const [runsc, init] = await Promise.all([stat(host.runscPath), stat(initPath)]);
  const bootId = await readFile("/proc/sys/kernel/random/boot_id", "utf8");
  const facts = [host.runscPath, runsc.size, runsc.mtimeMs, init.size, init.mtimeMs];
  const parts = [...facts, host.platform, host.rootless, host.cgroups, bootId];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function broken(detail: string, cause?: unknown): AssayError {
  return new AssayError("sandbox_unavailable", { detail }, { cause });
}
