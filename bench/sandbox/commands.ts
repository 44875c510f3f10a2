import { commandLimitDefaults } from "#core/limits.ts";
import { openSandboxPool, type SandboxSettings } from "#runner/sandbox/open-pool.ts";
import type { Sandbox } from "#runner/sandbox/sandbox.ts";
import { bare, execRival } from "./rivals.ts";
import type { Sample } from "./sample.ts";
import { takeTurns } from "./turns.ts";

const commands = {
  "`true`": ["/usr/bin/true"],
  "`python3 -c pass`": ["/usr/bin/python3", "-c", "pass"],
} as const;

/** A command in a warm sandbox, beside `runsc exec` into the same sandbox and beside the bare host. */
export async function commandsSideBySide(
  settings: SandboxSettings,
  runs: number,
): Promise<readonly Sample[]> {
  await using pool = await openSandboxPool({ ...settings, warm: 0 });
  await using sandbox = await pool.take({
    injectedBytes: 0,
    memoryBytes: commandLimitDefaults.memoryBytes,
  });
  const rival = execRival({ ...settings, sandbox });
  const samples: Sample[] = [];
  for (const [what, command] of Object.entries(commands)) {
    const [init = [], exec = [], host = []] = await takeTurns(runs, [
      () => runIn(sandbox, command),
      () => rival.run(command),
      () => bare(command),
    ]);
    samples.push({ what, how: "init", ms: init }, { what, how: "runsc exec", ms: exec });
    samples.push({ what, how: "no sandbox", ms: host });
  }
  return samples;
}

/** Rejects unless it exits with 0. */
export async function runIn(sandbox: Sandbox, argv: readonly string[]): Promise<void> {
  const request = { command: { argv: [...argv] }, stdin: new Uint8Array(), limits: commandLimitDefaults };
  const outcome = await sandbox.run(request);
  if (outcome.exitCode !== 0) throw new Error(`${argv.join(" ")} failed: ${JSON.stringify(outcome)}`);
}
