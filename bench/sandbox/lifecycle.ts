import { commandLimitDefaults } from "#core/limits.ts";
import { openSandboxPool, type SandboxSettings } from "#runner/sandbox/open-pool.ts";
import { runIn } from "./commands.ts";
import { type Sample, timed } from "./sample.ts";

const needs = { injectedBytes: 0, memoryBytes: commandLimitDefaults.memoryBytes };

/** From asking for a sandbox to its first command, booted for it and prebooted, and from there to nothing left. */
export async function lifecycle(settings: SandboxSettings, runs: number): Promise<readonly Sample[]> {
  const samples = {
    "ready|cold": [] as number[],
    "ready|pool": [] as number[],
    "ready and first `true`|cold": [] as number[],
    "ready and first `true`|pool": [] as number[],
    "destroy|kill and clean up": [] as number[],
  };
  for (let run = 0; run < runs; run++) {
    for (const warm of [0, 1]) {
      const how = warm === 0 ? "cold" : "pool";
      // A pool of its own for each take: a refill in the background would be measured too.
      await using pool = await openSandboxPool({ ...settings, warm });
      const startedAt = performance.now();
      const sandbox = await pool.take(needs);
      samples[`ready|${how}`].push(performance.now() - startedAt);
      await runIn(sandbox, ["/usr/bin/true"]);
      samples[`ready and first \`true\`|${how}`].push(performance.now() - startedAt);
      samples["destroy|kill and clean up"].push(await timed(async () => sandbox[Symbol.asyncDispose]()));
    }
  }
  return Object.entries(samples).map(([name, ms]) => {
    const [what = "", how = ""] = name.split("|");
    return { what, how, ms };
  });
}
