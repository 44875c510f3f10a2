import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type CheckResult, type Installation, ok } from "./check.ts";

export async function checkInit({ repository, tools }: Installation): Promise<CheckResult> {
  const built = await stat(tools.init).catch(() => null);
  if (built === null || (built.mode & 0o111) === 0) return failed(`no program at ${tools.init}`);
  const builtFrom = await readFile(`${tools.init}.sources`, "utf8").catch(() => "");
  const sources = join(repository, "sandbox-runner/init");
  if (builtFrom.trim() === (await digestOf(sources))) return ok("init", tools.init);
  return failed(`${tools.init} is of other sources than those in ${sources}`);
}

function failed(found: string): CheckResult {
  return { name: "init", status: "fail", found, fix: "scripts/build-init" };
}

/** As `scripts/build-init` notes it beside what it has built. */
async function digestOf(folder: string): Promise<string> {
  const hash = createHash("sha256");
  for (const name of (await readdir(folder)).filter((each) => /\.[ch]$/.test(each)).sort()) {
    hash.update(await readFile(join(folder, name)));
  }
  return hash.digest("hex");
}
