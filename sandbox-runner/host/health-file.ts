import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

/** What the runner says of itself, some times a minute. */
const Health = z.object({ at: z.iso.datetime(), problems: z.array(z.string()) });
type Health = z.infer<typeof Health>;

/** Six beats: a process that does not write for so long hangs, or has no disk to write to. */
const STALE_MS = 60_000;

export async function writeHealth(stateDir: string, health: Health): Promise<void> {
  const file = healthFile(stateDir);
  await writeFile(`${file}.new`, JSON.stringify(health));
  await rename(`${file}.new`, file);
}

/** Why the runner that uses this directory is unwell, one reason a line; nothing when it is well. */
export async function readProblems(stateDir: string, now: Date): Promise<readonly string[]> {
  const file = healthFile(stateDir);
  try {
    const { at, problems } = Health.parse(JSON.parse(await readFile(file, "utf8")));
    const ageMs = now.getTime() - Date.parse(at);
    return ageMs > STALE_MS ? [`no sign of life for ${Math.floor(ageMs / 1000)} s`, ...problems] : problems;
  } catch (error) {
    return [`${file}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function healthFile(stateDir: string): string {
  return join(stateDir, "health.json");
}
