import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { type FileLock, lockFile, tryLockFile } from "./file-lock.ts";
import { tameTree } from "./tame-tree.ts";

/** What is known of an unpacked image. */
export const ImageRecord = z.strictObject({
  bytes: z.int().nonnegative(),
  environment: z.array(z.string()).readonly(),
  programs: z.array(z.string()).readonly(),
});
export type ImageRecord = z.infer<typeof ImageRecord>;

const unfinished = /^(?:new|gone)-([0-9a-f]{64})-/;
const recordName = "image.json";

/**
 * `<digest>/{rootfs,image.json}` for every unpacked image, which appear whole or not at all, and `locks/<digest>`:
 * locked shared by every process that uses the image, exclusively by the one that unpacks or removes it.
 * Several processes may share the directory.
 */
export class ImageDirectory {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Makes the directory and removes what killed processes left half done. */
  async open(): Promise<void> {
    await mkdir(join(this.#path, "locks"), { recursive: true, mode: 0o755 });
    for (const name of await readdir(this.#path)) {
      const digest = unfinished.exec(name)?.[1];
      if (digest === undefined) continue;
      await using lock = await tryLockFile(this.#lockPath(digest));
      if (lock !== null) await this.#remove(join(this.#path, name));
    }
  }

  rootOf(digest: string): string {
    return join(this.#path, digest, "rootfs");
  }

  lock(digest: string, mode: "shared" | "exclusive", signal: AbortSignal): Promise<FileLock> {
    return lockFile(this.#lockPath(digest), mode, signal);
  }

  /** Null when it is not there. For holders of its lock. */
  async read(digest: string): Promise<ImageRecord | null> {
    try {
      const text = await readFile(join(this.#path, digest, recordName), "utf8");
      return ImageRecord.parse(JSON.parse(text));
    } catch {
      return null;
    }
  }

  /** For the order in which images are removed. */
  async touch(digest: string): Promise<void> {
    const now = new Date();
    await utimes(join(this.#path, digest), now, now);
  }

  /** A directory to unpack in. For the holder of the exclusive lock, who finds no other. */
  async begin(digest: string): Promise<string> {
    for (const name of await readdir(this.#path)) {
      if (name === digest || unfinished.exec(name)?.[1] === digest)
        await this.#remove(join(this.#path, name));
    }
    const path = join(this.#path, `new-${digest}-${randomUUID()}`);
    await mkdir(path, { mode: 0o700 });
    return path;
  }

  async finish(digest: string, path: string, record: ImageRecord): Promise<void> {
    await writeFile(join(path, recordName), JSON.stringify(record));
    await rename(path, join(this.#path, digest));
  }

  abandon(path: string): Promise<void> {
    return this.#remove(path);
  }

  /**
   * Removes images that nobody uses, those first that were not used for the longest time, until all together have no
   * more than `bytes`. Resolves with what they still have.
   */
  async evictDownTo(bytes: number): Promise<number> {
    const images = (await this.#list()).sort((a, b) => a.usedAtMs - b.usedAtMs);
    let total = images.reduce((sum, image) => sum + image.bytes, 0);
    for (const image of images) {
      if (total <= bytes) break;
      await using lock = await tryLockFile(this.#lockPath(image.digest));
      if (lock === null) continue;
      const gone = join(this.#path, `gone-${image.digest}-${randomUUID()}`);
      await rename(join(this.#path, image.digest), gone).catch(unlessMissing);
      await this.#remove(gone);
      total -= image.bytes;
    }
    return total;
  }

  async #list() {
    const images = [];
    for (const digest of await readdir(this.#path)) {
      if (!/^[0-9a-f]{64}$/.test(digest)) continue;
      const record = await this.read(digest);
      const found = await stat(join(this.#path, digest)).catch(() => null);
      if (found !== null) images.push({ digest, bytes: record?.bytes ?? 0, usedAtMs: found.mtimeMs });
    }
    return images;
  }

  /** An image may have directories in which its owner, who is not root, may not remove anything. */
  async #remove(path: string): Promise<void> {
    await rm(path, { recursive: true, force: true }).catch(async () => {
      await tameTree(path, new AbortController().signal);
      await rm(path, { recursive: true, force: true });
    });
  }

  #lockPath(digest: string): string {
    return join(this.#path, "locks", digest);
  }
}

/** Somebody else may have removed it since it was listed. */
function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
