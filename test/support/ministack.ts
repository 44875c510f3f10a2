import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type MiniStack, startMiniStack } from "#cli/local/ministack.ts";

export const MINISTACK_BINARY = join(import.meta.dirname, "../../.tools/ministack/bin/ministack");

export interface TestMiniStack extends MiniStack {
  /** Removed with it. */
  readonly dir: string;
  readonly logFile: string;
}

/** A MiniStack of its own on a free port, with nothing in it; disposing it stops it and removes its files. */
export async function startTestMiniStack(): Promise<TestMiniStack> {
  const dir = await mkdtemp(join(tmpdir(), "assay-ministack-"));
  const logFile = join(dir, "ministack.log");
  const ministack = await startMiniStack({
    binary: MINISTACK_BINARY,
    nodeBin: dirname(process.execPath),
    dataDir: dir,
    logFile,
  });
  const stop = async () => {
    await ministack.stop();
    await rm(dir, { recursive: true, force: true });
  };
  return { ...ministack, dir, logFile, stop, [Symbol.asyncDispose]: stop };
}
