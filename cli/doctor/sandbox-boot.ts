import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CheckResult, type Installation, ok } from "./check.ts";
import { type ProgramRun, runProgram } from "./run-program.ts";

const BOOT_TIMEOUT_MS = 10_000;

/** A runsc that tells its version may still be unable to boot on this kernel, or for this user. */
export async function checkSandboxBoot({ tools, asRoot }: Installation): Promise<CheckResult> {
  const started = performance.now();
  const run = await bootOnce(tools.runsc, asRoot);
  if (run.succeeded) {
    const tookMs = Math.round(performance.now() - started);
    return ok("sandbox", `boots and runs /bin/true in ${tookMs} ms${asRoot ? "" : ", rootless"}`);
  }
  return {
    name: "sandbox",
    status: "fail",
    found: `runsc cannot boot: ${run.problem}`,
    fix: asRoot
      ? "make setup; inside a container also see docs/operations.md for the rights it needs"
      : "see the line 'limits', or run as root",
  };
}

async function bootOnce(runsc: string, asRoot: boolean): Promise<ProgramRun> {
  const directory = await mkdtemp(join(tmpdir(), "assay-doctor-"));
  const global = [`--root=${directory}/state`, "--network=none", "--ignore-cgroups", "--overlay2=none"];
  if (!asRoot) global.push("--rootless");
  try {
    await writeFile(join(directory, "config.json"), JSON.stringify(trueInTheHostsRoot));
    const run = await runProgram(runsc, [...global, "run", `--bundle=${directory}`, "doctor"], {
      timeoutMs: BOOT_TIMEOUT_MS,
    });
    // A `run` that was killed leaves its sandbox behind, whose state says which process that is.
    if (!run.succeeded) {
      await runProgram(runsc, [...global, "delete", "--force", "doctor"], { timeoutMs: BOOT_TIMEOUT_MS });
    }
    return run;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** No user namespace, also when rootless: runsc makes its own, and refuses with EPERM when asked for one. */
const trueInTheHostsRoot = {
  ociVersion: "1.0.2",
  process: { user: { uid: 0, gid: 0 }, args: ["/bin/true"], env: [], cwd: "/" },
  root: { path: "/", readonly: true },
  linux: { namespaces: ["pid", "mount", "ipc", "uts", "network"].map((type) => ({ type })) },
};
