import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { PlatformError } from "#cli/errors.ts";
import { identify, ProcessIdentity, runs } from "./process-identity.ts";

/**
 * Lets one process at a time start or stop a local stack. The lock of a process that was killed counts for nothing:
 * it names its owner, and that one no longer runs.
 */
export function lockStack(file: string): Disposable {
  mkdirSync(dirname(file), { recursive: true });
  if (!claim(file)) {
    const owner = readOwner(file);
    if (owner !== undefined && runs(owner)) {
      throw new PlatformError(
        `another 'assay up' or 'assay down' (process ${owner.pid}) works on ${dirname(file)}: wait for it`,
      );
    }
    rmSync(file, { force: true });
    if (!claim(file)) throw new PlatformError(`another 'assay up' was quicker: wait for it`);
  }
  return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
}

function claim(file: string): boolean {
  try {
    writeFileSync(file, JSON.stringify(identify(process.pid)), { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function readOwner(file: string): ProcessIdentity | undefined {
  try {
    return ProcessIdentity.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}
