import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { SandboxSettings } from "#runner/sandbox/open-pool.ts";
import { mountedBundles } from "./sandbox/assets.ts";
import { commandsSideBySide } from "./sandbox/commands.ts";
import { type Effort, full, quick } from "./sandbox/effort.ts";
import { idleCost } from "./sandbox/idle.ts";
import { injectionsSideBySide } from "./sandbox/injections.ts";
import { jobsSideBySide } from "./sandbox/jobs.ts";
import { lifecycle } from "./sandbox/lifecycle.ts";
import { describeMachine } from "./sandbox/machine.ts";
import type { Report } from "./sandbox/report.ts";
import { rowOf } from "./sandbox/sample.ts";
import { renderTables } from "./sandbox/tables.ts";
import { readReport, writePage } from "./sandbox/write-page.ts";

interface SandboxBenchOptions {
  readonly json?: true;
  readonly write?: true;
  readonly quick?: true;
  readonly page?: true;
}

/** Other work on the machine, as the kernel's mean of a minute, beyond which its numbers are not kept. */
const quietLoad = 1.5;

/**
 * The sandbox beside what one would use instead of it: `runsc exec`, runc, Docker, and no sandbox at all. With
 * `write`, the page on performance is made of it; with `quick`, everything is run once, which measures nothing.
 */
export async function benchSandbox({ json, write, quick: brief, page }: SandboxBenchOptions): Promise<void> {
  if (page) return await writePage(await readReport());
  const [load = 0] = loadavg();
  if (write && load > quietLoad) {
    throw new Error(`the machine is busy (load ${load.toFixed(2)}): try again when it is below ${quietLoad}`);
  }
  const report = await measure(brief ? quick : full);
  if (write) await writePage(report);
  console.log(json ? JSON.stringify(report, null, 2) : renderTables(report));
}

async function measure(effort: Effort): Promise<Report> {
  const stateDir = await mkdtemp(join(tmpdir(), "assay-bench-"));
  try {
    const tools = resolve(import.meta.dirname, "..", ".tools", "bin");
    const settings: SandboxSettings = {
      runscPath: join(tools, "runsc"),
      initPath: join(tools, "assay-init"),
      stateDir,
      platform: "systrap",
      injection: "stream",
      warm: 1,
    };
    const measuredAt = new Date().toISOString();
    const machine = describeMachine(settings.runscPath);
    const single = [
      ...(await lifecycle(settings, effort.lifecycles)),
      ...(await commandsSideBySide(settings, effort.commands)),
      ...(await injectionsSideBySide(settings, effort.injections)),
    ];
    const { samples, grownMiB } = await mountedBundles(settings, effort.assets);
    const idle = await idleCost(settings, effort);
    const { rows: jobs, skipped } = await jobsSideBySide(settings, effort);
    const rows = [...single, ...samples].map(rowOf);
    return {
      benchmark: "sandbox",
      measuredAt,
      machine,
      rows,
      jobs: [...jobs],
      skipped: [...skipped],
      idle,
      grownMiB,
    };
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
}
