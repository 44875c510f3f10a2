import { dirname, join } from "node:path";
import { type CheckResult, type Installation, ok } from "./check.ts";
import { runProgram } from "./run-program.ts";

const printVersion = 'from importlib.metadata import version; print(version("ministack"))';

/** Asks the Python beside the program, because MiniStack has no way to tell its version without starting. */
export async function checkMinistack({ tools, versions }: Installation): Promise<CheckResult> {
  const python = join(dirname(tools.ministack), "python");
  const run = await runProgram(python, ["-c", printVersion], { timeoutMs: 5_000 });
  const version = run.stdout.trim();
  if (run.succeeded && version === versions.MINISTACK_VERSION) {
    return ok("ministack", `${version} (${tools.ministack})`);
  }
  return {
    name: "ministack",
    status: "fail",
    found: run.succeeded ? `${version}, not ${versions.MINISTACK_VERSION}` : `${python}: ${run.problem}`,
    fix: "make setup",
  };
}
