import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const sources = resolve(import.meta.dirname, "../../sandbox-runner/init");
const warnings = "-std=gnu17 -Wall -Wextra -Werror".split(" ");
const sanitized = [
  ...warnings,
  "-g",
  "-O1",
  "-fsanitize=address,undefined",
  "-fno-sanitize-recover=undefined",
];
/** As set-up compiles init: to run in a sandbox, where no sanitizer's library need be. */
export const asBuilt = [...warnings, "-static", "-O2"];
/** A finding ends the program by a signal, so that what led to it can be printed. */
export const sanitizerEnvironment = { ASAN_OPTIONS: "abort_on_error=1", UBSAN_OPTIONS: "abort_on_error=1" };

const run = promisify(execFile);

/** A folder for programs and their files, which goes with the scope. */
export async function openWorkshop(): Promise<{ readonly folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), "assay-init-"));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

/** Init as it is, but for the sanitizers of gcc: the path of the program. */
export async function buildInit(folder: string): Promise<string> {
  const program = join(folder, "init");
  await run("gcc", [...sanitized, ...(await initSources()), "-o", program]);
  return program;
}

interface Programs {
  /** The tests in C. */
  readonly units: () => Promise<string>;
  /** A fuzzer, with what replays inputs. */
  readonly replay: (target: "untar" | "requests") => Promise<string>;
}

/** Compiles init's sources into `arena.c`: each program is linked with them when it is asked for. */
export async function compileArena(folder: string, flags: readonly string[] = sanitized): Promise<Programs> {
  const objects = await mkdtemp(join(folder, "objects-"));
  const arena = ["-DASSAY_ARENA_FOR_INIT", "-include", join(import.meta.dirname, "arena.h")];
  await run("gcc", [...flags, ...arena, "-c", ...(await initSources())], { cwd: objects });
  const compiled = (await readdir(objects)).map((name) => join(objects, name));
  const link = async (name: string, inputs: readonly string[]) => {
    const program = join(objects, name);
    const own = ["arena.c", ...inputs].map((file) => resolve(import.meta.dirname, file));
    await run("gcc", [...flags, "-I", sources, ...own, "-o", program]);
    return program;
  };
  return {
    // It has the source of the hash in itself.
    units: () => link("units", ["units.c", ...compiled.filter((object) => !object.endsWith("/sha256.o"))]),
    replay: (target) => link(`replay-${target}`, [`fuzz-${target}.c`, "replay.c", ...compiled]),
  };
}

async function initSources(): Promise<readonly string[]> {
  const names = await readdir(sources);
  return names.filter((name) => name.endsWith(".c")).map((name) => join(sources, name));
}
