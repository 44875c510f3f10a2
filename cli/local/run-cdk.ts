import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readTail } from "./read-tail.ts";

const PROJECT_ROOT = join(import.meta.dirname, "../..");
const CDK_PROGRAM = join(PROJECT_ROOT, "node_modules/aws-cdk/bin/cdk");

export interface CdkRun {
  /** Added to a minimal environment: no credentials and no profile of the user can leak into a local deployment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** Runs the project's own `cdk` under this process's node. Rejects with the last lines of what it printed. */
export async function runCdk(args: readonly string[], run: CdkRun): Promise<void> {
  await mkdir(dirname(run.logFile), { recursive: true });
  await using log = await open(run.logFile, "a");
  const child = spawn(process.execPath, [CDK_PROGRAM, ...args], {
    cwd: PROJECT_ROOT,
    stdio: ["ignore", log.fd, log.fd],
    env: {
      // The app is started as `node bin/assay.ts`: by the same node.
      PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      HOME: dirname(run.logFile),
      CI: "true",
      CDK_DISABLE_VERSION_CHECK: "1",
      CDK_DISABLE_CLI_TELEMETRY: "true",
      ...run.environment,
    },
  });
  const [exitCode] = await once(child, "close");
  if (exitCode !== 0) {
    throw new Error(`cdk ${args[0]} failed (${run.logFile}):\n${await readTail(run.logFile)}`);
  }
}
