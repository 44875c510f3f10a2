import type { Check, CheckResult, Installation } from "./check.ts";
import { checkImages } from "./images.ts";
import { checkInit } from "./init.ts";
import { checkLimits } from "./limits.ts";
import { checkMinistack } from "./ministack.ts";
import { checkNode } from "./node.ts";
import { checkPackages } from "./packages.ts";
import { checkRunsc } from "./runsc.ts";
import { checkSandboxBoot } from "./sandbox-boot.ts";
import { checkToolchains } from "./toolchains.ts";
import { checkDisk, checkToolsDirectory } from "./tools-directory.ts";

const checks: Readonly<Record<string, Check>> = {
  node: checkNode,
  packages: checkPackages,
  toolchains: checkToolchains,
  runsc: checkRunsc,
  sandbox: checkSandboxBoot,
  limits: checkLimits,
  init: checkInit,
  images: checkImages,
  ministack: checkMinistack,
  tools: checkToolsDirectory,
  disk: checkDisk,
};

/** Every check, in the order of the table; one that throws is a failed check, not the end of the others. */
export function diagnose(installation: Installation): Promise<readonly CheckResult[]> {
  return Promise.all(Object.entries(checks).map(([name, check]) => guarded(name, check, installation)));
}

async function guarded(name: string, check: Check, installation: Installation): Promise<CheckResult> {
  try {
    return await check(installation);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return { name, status: "fail", found, fix: "make setup; if it stays, the clone is not complete" };
  }
}
