import { spawn } from "node:child_process";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { stateRootOf } from "#runner/sandbox/runsc-host.ts";
import type { Sandbox, TarSource } from "#runner/sandbox/sandbox.ts";

/** What one would use instead of init: a call of `runsc exec` for each command and each tar. */
export interface ExecRival {
  run(command: readonly string[]): Promise<void>;
  unpack(tar: TarSource): Promise<void>;
}

export function execRival(options: {
  readonly runscPath: string;
  readonly stateDir: string;
  readonly sandbox: Sandbox;
}): ExecRival {
  const { runscPath, stateDir, sandbox } = options;
  const runId = sandbox.id.split("-")[1] ?? "";
  const root = stateRootOf(join(stateDir, `run-${runId}`));
  const rootless = sandbox.facts.rootless ? ["--rootless"] : [];
  const exec = [`--root=${root}`, "--ignore-cgroups", ...rootless, "exec", "--user", "0:0", sandbox.id];
  return {
    run: (command) => spawned(runscPath, [...exec, ...command]),
    unpack: (tar) => spawned(runscPath, [...exec, "/usr/bin/tar", "-x", "-C", "/tmp", "-f", "-"], tar),
  };
}

/** The program on the host, without any sandbox. */
export function bare(command: readonly string[]): Promise<void> {
  return spawned(command[0] ?? "", command.slice(1));
}

/** The tar on the host, without any sandbox. */
export function bareUnpack(tar: TarSource, directory: string): Promise<void> {
  return spawned("/usr/bin/tar", ["-x", "-C", directory, "-f", "-"], tar);
}

async function spawned(program: string, args: readonly string[], input?: TarSource): Promise<void> {
  const child = spawn(program, args, { stdio: ["pipe", "ignore", "inherit"] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (input === undefined) child.stdin.end();
  else await pipeline(input.open(), child.stdin);
  const code = await ended;
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
}
