import type { CommandLimits } from "#core/assignment/assignment.ts";
import { commandLimitDefaults } from "#core/limits.ts";
import { openSandboxPool, type SandboxSettings } from "#runner/sandbox/open-pool.ts";
import type { Sandbox } from "#runner/sandbox/sandbox.ts";
import { assertPrinted, type Contender, laps, type Phases, type Work } from "./contender.ts";

/** What the runner keeps more than it has slots. */
const spare = 2;

/** Assay's own: sandboxes of runsc with init, from a pool. */
export async function pooledJobs(settings: SandboxSettings, slots: number): Promise<Contender> {
  const pool = await openSandboxPool({ ...settings, warm: slots + spare });
  const limits = commandLimitDefaults;
  const { memoryBytes } = limits;
  return {
    run: (work) =>
      runJob(() => pool.take({ injectedBytes: work.bundle.sizeBytes, memoryBytes }), work, limits),
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

export async function runJob(
  take: () => Promise<Sandbox>,
  work: Work,
  limits: CommandLimits,
): Promise<Phases> {
  const lap = laps();
  const sandbox = await take();
  try {
    const readyMs = lap();
    await sandbox.inject("/app", work.submission);
    await sandbox.inject("/tmp", work.bundle);
    const injectMs = lap();
    for (const input of work.inputs) assertPrinted(await printed(sandbox, input, limits), input);
    const programsMs = lap();
    await sandbox[Symbol.asyncDispose]();
    return { readyMs, injectMs, programsMs, endMs: lap() };
  } finally {
    await sandbox[Symbol.asyncDispose]();
  }
}

async function printed(sandbox: Sandbox, input: string, limits: CommandLimits): Promise<string> {
  const outcome = await sandbox.run({
    command: { argv: ["/usr/bin/python3", "main.py"] },
    stdin: Buffer.from(`${input}\n`),
    limits,
  });
  if (outcome.exitCode !== 0) throw new Error(`a program failed: ${JSON.stringify(outcome)}`);
  return outcome.stdout.text;
}
