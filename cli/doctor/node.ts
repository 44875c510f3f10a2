import { type CheckResult, type Installation, ok } from "./check.ts";

export async function checkNode({ nodeVersion, versions }: Installation): Promise<CheckResult> {
  const major = Number.parseInt(nodeVersion.slice(1), 10);
  if (major >= versions.NODE_MAJOR) return ok("node", nodeVersion);
  return {
    name: "node",
    status: "fail",
    found: `${nodeVersion}, older than ${versions.NODE_MAJOR}`,
    fix: "make setup, then run ./assay of the clone, which picks the right Node",
  };
}
