import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { type CheckResult, type Installation, ok } from "./check.ts";
import type { SystemPackage } from "./system-packages.ts";

/** A language whose toolchain is missing cannot be graded here; the demo's are needed by everybody. */
export async function checkToolchains({ systemPackages, asRoot }: Installation): Promise<CheckResult> {
  const found: SystemPackage[] = [];
  const missing: SystemPackage[] = [];
  for (const entry of systemPackages) ((await exists(entry.path)) ? found : missing).push(entry);

  if (missing.length === 0) return ok("toolchains", found.map((entry) => entry.path).join(" "));
  const packages = [...new Set(missing.map((entry) => entry.package))].join(" ");
  return {
    name: "toolchains",
    status: missing.some((entry) => entry.purpose === "demo") ? "fail" : "warn",
    found: missing.map((entry) => `no ${entry.path} (${entry.why})`).join(", "),
    fix: `${asRoot ? "" : "sudo "}apt-get install -y ${packages}`,
  };
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}
