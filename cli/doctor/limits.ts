import { constants, existsSync } from "node:fs";
import { access } from "node:fs/promises";
import { type CheckResult, type Installation, ok } from "./check.ts";
import { runProgram } from "./run-program.ts";

const CGROUPS = "/sys/fs/cgroup";

/** How memory, CPU time and processes of a submission will be bounded: by the kernel, or by the agent watching. */
export async function checkLimits({ asRoot }: Installation): Promise<CheckResult> {
  return asRoot ? cgroupLimits() : rootlessLimits();
}

async function cgroupLimits(): Promise<CheckResult> {
  const kind = cgroupKind();
  if (kind !== null && (await canWrite(kind.directory))) {
    return ok("limits", `cgroup ${kind.version}, enforced by the kernel`);
  }
  return {
    name: "limits",
    status: "warn",
    found: kind === null ? "no cgroups are mounted" : `cgroup ${kind.version}, but read-only`,
    fix: "mount /sys/fs/cgroup writable (container: -v /sys/fs/cgroup:/sys/fs/cgroup:rw --cgroupns=host)",
  };
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

/** A hybrid host has both; what counts is where the memory controller is. */
function cgroupKind(): { readonly version: "v1" | "v2"; readonly directory: string } | null {
  if (existsSync(`${CGROUPS}/memory`)) return { version: "v1", directory: `${CGROUPS}/memory` };
  if (existsSync(`${CGROUPS}/cgroup.controllers`)) return { version: "v2", directory: CGROUPS };
  return null;
}

async function canWrite(directory: string): Promise<boolean> {
  return access(directory, constants.W_OK).then(
    () => true,
    () => false,
  );
}
