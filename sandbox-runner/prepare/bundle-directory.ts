import { createHash, randomUUID } from "node:crypto";
import { createReadStream, renameSync } from "node:fs";
import { chmod, lstat, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import type { Bundle } from "#core/assignment/release.ts";
import { AssayError } from "#core/errors.ts";
import { storageUnavailable } from "#runner/storage/storage-error.ts";

const CHUNK_BYTES = 256 * 1024;
const TEMPORARY = ".part";

/** A tar that is there from an earlier life of the agent, not verified yet. */
export interface FoundBundle {
  readonly digest: string;
  readonly sizeBytes: number;
}

/**
 * The folder of the bundle cache: `<digest>.tar` files, mode 0444, that appear whole or not at all.
 * It belongs to one agent. Nothing is synced to the disk: a file torn by a crash does not pass `isIntact`.
 */
export class BundleDirectory {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Makes the folder, removes what downloads left behind, and says what is there, the oldest first. */
  async open(): Promise<FoundBundle[]> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    await chmod(this.#dir, 0o700);
    const found: (FoundBundle & { readonly mtimeMs: number })[] = [];
    for (const name of await readdir(this.#dir)) {
      const path = join(this.#dir, name);
      const digest = /^([0-9a-f]{64})\.tar$/.exec(name)?.[1];
      const stat = await lstat(path);
      if (digest !== undefined && stat.isFile()) {
        found.push({ digest, sizeBytes: stat.size, mtimeMs: stat.mtimeMs });
      } else if (digest !== undefined || name.endsWith(TEMPORARY)) {
        await rm(path, { recursive: true, force: true });
      }
    }
    return found.sort((a, b) => a.mtimeMs - b.mtimeMs);
  }

  path(digest: string): string {
    return join(this.#dir, `${digest}.tar`);
  }

  /** Whether the file is there, as long as it must be, and has the bytes that its name promises. */
  async isIntact({ digest, tarBytes }: Bundle): Promise<boolean> {
    const stat = await lstat(this.path(digest)).catch(() => null);
    if (stat?.isFile() !== true || stat.size !== tarBytes) return false;
    const hash = createHash("sha256");
    try {
      await pipeline(createReadStream(this.path(digest), { highWaterMark: CHUNK_BYTES }), hash);
    } catch {
      // A disk that cannot give the file back: as good as damaged.
      return false;
    }
    return hash.digest("hex") === digest;
  }

  /**
   * Stores a bundle as it comes in. Inflating stops at the first byte over `tarBytes`.
   * Rejects with `bundle_corrupt`, or with `storage_unavailable` whose cause is the file system's or the network's error.
   */
  async receive(bundle: Bundle, compressed: Readable, signal: AbortSignal): Promise<void> {
    const temporary = this.#temporary(bundle.digest);
    try {
      signal.throwIfAborted();
      // Opened here, because a stream that is destroyed early would open, and so create, its file later.
      await using file = await open(temporary, "wx", 0o400);
      await pipeline(
        compressed,
        createZstdDecompress({ chunkSize: CHUNK_BYTES }),
        (tar: AsyncIterable<Buffer>) => verified(tar, bundle),
        file.createWriteStream(),
        { signal },
      );
      await chmod(temporary, 0o444);
      await rename(temporary, this.path(bundle.digest));
    } catch (error) {
      signal.throwIfAborted();
      throw receiveError(error, bundle);
    } finally {
      compressed.destroy();
      await rm(temporary, { force: true });
    }
  }

  /** The name is free as soon as this returns a promise; the bytes are when it is fulfilled. */
  async remove(digest: string): Promise<void> {
    const temporary = this.#temporary(digest);
    try {
      renameSync(this.path(digest), temporary);
    } catch (error) {
      if (codeOf(error) === "ENOENT") return;
      throw error;
    }
    await rm(temporary, { force: true });
  }

  #temporary(digest: string): string {
    return join(this.#dir, `${digest}.${randomUUID()}${TEMPORARY}`);
  }
}

/** Whether an error means that files have to go before others can come. */
export function isDiskFull(error: unknown): boolean {
  const cause = error instanceof AssayError ? error.cause : error;
  return ["ENOSPC", "EDQUOT"].includes(codeOf(cause));
}

async function* verified(tar: AsyncIterable<Buffer>, bundle: Bundle): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of tar) {
    bytes += chunk.length;
    if (bytes > bundle.tarBytes) throw corrupt(bundle, `it has more than its ${bundle.tarBytes} bytes`);
    hash.update(chunk);
    yield chunk;
  }
  if (bytes < bundle.tarBytes) throw corrupt(bundle, `it has ${bytes} of its ${bundle.tarBytes} bytes`);
  if (hash.digest("hex") !== bundle.digest) throw corrupt(bundle, "its content has another digest");
}

function receiveError(error: unknown, bundle: Bundle): AssayError {
  if (error instanceof AssayError) return error;
  // What zlib says of bytes that are not zstd, or end too early.
  if (/^(ZSTD_error|Z_)/.test(codeOf(error))) return corrupt(bundle, "it cannot be decompressed", error);
  return storageUnavailable(`bundle ${bundle.digest} could not be stored`, error);
}

function corrupt({ digest }: Bundle, detail: string, cause?: unknown): AssayError {
  return new AssayError("bundle_corrupt", { digest, detail }, { cause });
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
