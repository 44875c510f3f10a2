import type { Tools } from "#cli/settings.ts";
import type { SystemPackage } from "./system-packages.ts";
import type { Versions } from "./versions.ts";

/** `warn` still grades, with less than what is possible; `fail` does not. */
export type CheckStatus = "ok" | "warn" | "fail";

export interface CheckResult {
  readonly name: string;
  readonly status: CheckStatus;
  /** What is there, with versions and paths. */
  readonly found: string;
  /** What to do about it, as a command where there is one; null when all is well. */
  readonly fix: string | null;
}

/** Where to look, and what should be there. */
export interface Installation {
  readonly repository: string;
  readonly tools: Pick<Tools, "runsc" | "init" | "ministack">;
  readonly versions: Versions;
  readonly systemPackages: readonly SystemPackage[];
  /** `v24.21.0`: of the Node that runs this. */
  readonly nodeVersion: string;
  readonly asRoot: boolean;
}

export type Check = (installation: Installation) => Promise<CheckResult>;

export function ok(name: string, found: string): CheckResult {
  return { name, status: "ok", found, fix: null };
}
