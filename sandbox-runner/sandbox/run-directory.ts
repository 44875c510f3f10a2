import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { bundlesOf, stateRootOf } from "./runsc-host.ts";

/**
 * Below the state directory, each process that opens a pool has one of its own, which names the process: a sweep
 * takes away only what belongs to processes that are gone.
 */
export interface RunDirectory {
  readonly path: string;
  /** See `sandboxIdsOf`. */
  readonly runId: string;
}

/** What the id of each of its sandboxes begins with. */
export function sandboxIdsOf(runId: string): string {
  return `assay-${runId}-`;
}

const prefix = "run-";
const unfinishedPrefix = "new-";
const unfinishedMs = 60_000;

const Owner = z.strictObject({ pid: z.int().positive(), startedAt: z.string() });

export async function createRunDirectory(stateDirectory: string): Promise<RunDirectory> {
  const runId = randomBytes(4).toString("hex");
  const path = join(stateDirectory, `${prefix}${runId}`);
  const unfinished = join(stateDirectory, `${unfinishedPrefix}${runId}`);
  try {
    await mkdir(unfinished, { mode: 0o755 });
    await mkdir(stateRootOf(unfinished), { mode: 0o700 });
    await mkdir(bundlesOf(unfinished), { mode: 0o700 });
    const owner: z.infer<typeof Owner> = { pid: process.pid, startedAt: await startOf(process.pid) };
    await writeFile(join(unfinished, "owner.json"), JSON.stringify(owner));
    // Under its final name it has an owner from the first moment.
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
  return { path, runId };
}

/** The directories of processes that are gone, and those that nobody finished. */
export async function abandonedRunDirectories(stateDirectory: string): Promise<readonly RunDirectory[]> {
  const abandoned = [];
  for (const name of await readdir(stateDirectory)) {
    const path = join(stateDirectory, name);
    const runId = name.slice(name.indexOf("-") + 1);
    if (name.startsWith(prefix) ? !(await ownerLives(path)) : await isLeftUnfinished(name, path)) {
      abandoned.push({ path, runId });
    }
  }
  return abandoned;
}

/** One that is being made takes milliseconds. */
async function isLeftUnfinished(name: string, path: string): Promise<boolean> {
  if (!name.startsWith(unfinishedPrefix)) return false;
  const made = await stat(path).catch(() => null);
  return made !== null && Date.now() - made.mtimeMs > unfinishedMs;
}

export async function removeRunDirectory({ path }: RunDirectory): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

async function ownerLives(path: string): Promise<boolean> {
  // A host that lost its power may have kept an empty file.
  const owner = await readFile(join(path, "owner.json"), "utf8")
    .then((text) => Owner.parse(JSON.parse(text)))
    .catch(() => null);
  return owner !== null && (await startOf(owner.pid).catch(() => null)) === owner.startedAt;
}

/** Ids of processes are used again; together with the moment of their start they are unique. proc_pid_stat(5), field 22. */
async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  const afterName = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return `${await bootId()}/${afterName[19]}`;
}

async function bootId(): Promise<string> {
  return (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
}
