import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type CheckResult, type Installation, ok } from "./check.ts";

/** Set-up leaves the checksum of the lock file that it installed from. */
export async function checkPackages({ repository }: Installation): Promise<CheckResult> {
  const lock = await readFile(join(repository, "package-lock.json"));
  const installed = await readFile(join(repository, "node_modules/.assay-lock-sha256"), "utf8").catch(
    () => "",
  );
  if (installed.trim() === createHash("sha256").update(lock).digest("hex")) {
    return ok("packages", "node_modules is as package-lock.json says");
  }
  return {
    name: "packages",
    status: "fail",
    found: "node_modules is of another package-lock.json",
    fix: "make setup",
  };
}
