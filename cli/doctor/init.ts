import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type CheckResult, type Installation, ok } from "./check.ts";

export async function checkInit({ repository, tools }: Installation): Promise<CheckResult> {
  const built = await stat(tools.init).catch(() => null);
  if (built === null || (built.mode & 0o111) === 0) {
    return { name: "init", status: "fail", found: `no program at ${tools.init}`, fix: "scripts/build-init" };
  }
  const newer = await sourceNewerThan(built.mtimeMs, join(repository, "sandbox-runner/init"));
  if (newer === undefined) return ok("init", tools.init);
  return { name: "init", status: "fail", found: `older than its source ${newer}`, fix: "scripts/build-init" };
}

async function sourceNewerThan(mtimeMs: number, folder: string): Promise<string | undefined> {
  const sources = (await readdir(folder))
    .filter((name) => /\.[ch]$/.test(name))
    .map((name) => join(folder, name));
  for (const source of sources) {
    if ((await stat(source)).mtimeMs > mtimeMs) return source;
  }
  return undefined;
}
