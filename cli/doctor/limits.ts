import { prepareCgroups } from "#runner/sandbox/prepare-cgroups.ts";
import { type CheckResult, type Installation, ok } from "./check.ts";
import { runProgram } from "./run-program.ts";

const FIX =
  "mount /sys/fs/cgroup writable (container: -v /sys/fs/cgroup:/sys/fs/cgroup:rw --cgroupns=host); what runs here goes on without and says so, a runner of a fleet does not start";

/** How memory, CPU time and processes of a submission will be bounded: by the kernel, or by the agent watching. */
export async function checkLimits({ asRoot }: Installation): Promise<CheckResult> {
  return asRoot ? cgroupLimits() : rootlessLimits();
}

/** Does what a runner does at its start: that a directory can be written says little. */
async function cgroupLimits(): Promise<CheckResult> {
  try {
    return ok("limits", `cgroup v${await prepareCgroups()}, enforced by the kernel`);
  } catch (error) {
    return {
      name: "limits",
      status: "warn",
      found: `no control groups can be made: ${error instanceof Error ? error.message : String(error)}`,
      fix: FIX,
    };
  }
}

async function rootlessLimits(): Promise<CheckResult> {
  const namespaces = await runProgram("unshare", ["--user", "--map-root-user", "true"], { timeoutMs: 5_000 });
  if (!namespaces.succeeded) {
    return {
      name: "limits",
      status: "fail",
      found: `ordinary user, and user namespaces are refused: ${namespaces.problem}`,
      fix: "run as root, or allow them: sudo sysctl -w kernel.unprivileged_userns_clone=1 (Debian) or kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu)",
    };
  }
  return {
    name: "limits",
    status: "warn",
    found: "rootless: no cgroups; rlimits and a watching agent bound a submission, and results say so",
    fix: "run as root for limits that the kernel enforces",
  };
}
