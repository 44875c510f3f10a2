import { createHash } from "node:crypto";
import { glob, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { synthesise } from "#cli/local/deploy.ts";

const ROOT = join(import.meta.dirname, "../..");
const CACHE = join(ROOT, "node_modules/.cache/assay-assembly");
/** Everything that can change the templates or what the Lambdas run. */
const SOURCES = ["{bin,lib,lambdas,core}/**/*.ts", "cdk.json", "package-lock.json", "cli/local/*.ts"];

/** The synthesised stacks, made once for as long as no source of theirs changes. */
export async function localAssembly(): Promise<string> {
  const assembly = join(CACHE, await hashOfSources());
  const isThere = () =>
    readFile(join(assembly, "manifest.json")).then(
      () => true,
      () => false,
    );
  if (await isThere()) return assembly;
  await mkdir(CACHE, { recursive: true });
  const draft = await mkdtemp(join(CACHE, "draft-"));
  await synthesise(draft, join(CACHE, "synth.log"));
  try {
    await rename(draft, assembly);
    await forgetOldAssemblies();
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await isThere())) throw error;
  }
  return assembly;
}

const KEPT_MS = 60 * 60 * 1000;

/** Not those that another run may be deploying at this moment. */
async function forgetOldAssemblies(): Promise<void> {
  for (const name of await readdir(CACHE)) {
    const path = join(CACHE, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > KEPT_MS) await rm(path, { recursive: true, force: true });
  }
}

async function hashOfSources(): Promise<string> {
  const files: string[] = [];
  for await (const file of glob(SOURCES, { cwd: ROOT })) files.push(file);
  const hash = createHash("sha256");
  for (const file of files.sort())
    hash
      .update(`${file}\0`)
      .update(await readFile(join(ROOT, file)))
      .update("\0");
  return hash.digest("hex").slice(0, 32);
}
