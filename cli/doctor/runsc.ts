import { type CheckResult, type Installation, ok } from "./check.ts";
import { runProgram } from "./run-program.ts";

export async function checkRunsc({ tools, versions }: Installation): Promise<CheckResult> {
  const run = await runProgram(tools.runsc, ["--version"], { timeoutMs: 5_000 });
  if (!run.succeeded) {
    return { name: "runsc", status: "fail", found: `${tools.runsc}: ${run.problem}`, fix: "make setup" };
  }
  const release = releaseDate(run.stdout);
  const found = `${release === null ? "unknown release" : `release of ${release}`} (${tools.runsc})`;
  if (release !== null && release >= versions.RUNSC_OLDEST) return ok("runsc", found);
  return {
    name: "runsc",
    status: "warn",
    found: `${found}: builds before ${versions.RUNSC_OLDEST} start commands slowly and may idle hot`,
    fix: `rm '${tools.runsc}' && make setup, where the network or a Go toolchain allows a newer one`,
  };
}

/** The day in `runsc version release-20260701.0`, or in Debian's `0.0~20240729.0`. */
function releaseDate(version: string): string | null {
  return /20[0-9]{6}/.exec(version)?.[0] ?? null;
}
