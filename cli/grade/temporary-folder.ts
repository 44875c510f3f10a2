import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";

export interface TemporaryFolder extends AsyncDisposable {
  readonly dir: string;
}

/** A folder that goes with the scope. */
export async function openTemporaryFolder(parent: string): Promise<TemporaryFolder> {
  await mkdir(parent, { recursive: true });
  const dir = await mkdtemp(join(parent, "grade-"));
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
}
