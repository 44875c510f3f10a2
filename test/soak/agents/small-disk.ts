import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** A file system of some MiB that can be filled, seen by none but those who enter it, and gone with its holder. */
export interface SmallDisk extends AsyncDisposable {
  /** Words before a command that is to see it. */
  readonly enter: readonly string[];
  /** A path on it, as others reach it. */
  seenFromOutside(path: string): string;
  /** Nothing more can be written to it for so long. */
  fill(ms: number): Promise<void>;
}

const SIZE = "48m";

/** `directory` is where it is mounted. A process that sleeps holds its mount namespace. */
export async function mountSmallDisk(directory: string): Promise<SmallDisk> {
  await mkdir(directory, { recursive: true });
  const isRoot = process.getuid?.() === 0;
  const mount = `mount -t tmpfs -o size=${SIZE},mode=755 assay-soak "$0" && echo mounted && exec sleep infinity`;
  const own = isRoot ? ["--mount"] : ["--user", "--map-root-user", "--mount"];
  const holder = spawn("unshare", [...own, "sh", "-c", mount, directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(holder, "exit");
  const die = () => void holder.kill("SIGKILL");
  process.once("exit", die);
  await Promise.race([
    once(holder.stdout, "data"),
    ended.then(() => Promise.reject(new Error(`no file system could be mounted at ${directory}`))),
  ]);
  const { pid } = holder;
  const seenFromOutside = (path: string) => join(`/proc/${pid}/root`, path);
  const filler = seenFromOutside(join(directory, "filler"));
  return {
    enter: ["nsenter", `--target=${pid}`, "--mount", ...(isRoot ? [] : ["--user", "--preserve-credentials"])],
    seenFromOutside,
    async fill(ms) {
      for (const bytes of [1024 * 1024, 4096, 1]) while (await appended(filler, bytes));
      await delay(ms);
      await rm(filler, { force: true });
    },
    async [Symbol.asyncDispose]() {
      process.off("exit", die);
      die();
      await ended;
    },
  };
}

async function appended(file: string, bytes: number): Promise<boolean> {
  return await appendFile(file, Buffer.alloc(bytes)).then(
    () => true,
    () => false,
  );
}
