import { createHash, randomUUID } from "node:crypto";
import { createReadStream, renameSync, type Stats } from "node:fs";
import { chmod, lstat, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import type { Bundle } from "#core/assignment/release.ts";
import { AssayError } from "#core/errors.ts";
import { extractBundle, extractedDigest, extractedTarBytes, NotABundle } from "./extracted-bundle.ts";
import { storageUnavailable } from "#runner/storage/storage-error.ts";

const CHUNK_BYTES = 256 * 1024;
const TEMPORARY = ".part";
const forms = ["tar", "files"] as const;

/** A bundle that is there from an earlier life of the agent, not verified yet. */
export interface FoundBundle {
  readonly digest: string;
  readonly sizeBytes: number;
}

/**
 * The folder of the bundle cache: `<digest>.tar` files, and of bundles from `extractedBytes` on `<digest>.files`
 * folders instead, all of mode 0444, that appear whole or not at all. It belongs to one agent. Nothing is synced to the disk: a file torn by a crash does not pass `isIntact`.
 */
export class BundleDirectory {
  readonly #dir: string;
  readonly #extractedBytes: number;

  constructor(dir: string, extractedBytes: number) {
    this.#dir = dir;
    this.#extractedBytes = extractedBytes;
  }

  /** Makes the folder, removes what downloads left behind, and says what is there, the oldest first. */
  async open(): Promise<FoundBundle[]> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    await chmod(this.#dir, 0o700);
    const found: (FoundBundle & { readonly mtimeMs: number })[] = [];
    for (const name of await readdir(this.#dir)) {
      const path = join(this.#dir, name);
      const digest = /^([0-9a-f]{64})\.(tar|files)$/.exec(name)?.[1];
      const stat = await lstat(path);
      const sizeBytes = digest === undefined ? null : await tarBytesOf(path, stat);
      if (digest !== undefined && sizeBytes !== null && path === this.#path(digest, sizeBytes)) {
        found.push({ digest, sizeBytes, mtimeMs: stat.mtimeMs });
      } else if (digest !== undefined || name.endsWith(TEMPORARY)) {
        await rm(path, { recursive: true, force: true });
      }
    }
    return found.sort((a, b) => a.mtimeMs - b.mtimeMs);
  }

  isExtracted({ tarBytes }: Pick<Bundle, "tarBytes">): boolean {
    return tarBytes >= this.#extractedBytes;
  }

  path({ digest, tarBytes }: Bundle): string {
    return this.#path(digest, tarBytes);
  }

  #path(digest: string, tarBytes: number): string {
    return join(this.#dir, `${digest}.${this.isExtracted({ tarBytes }) ? "files" : "tar"}`);
  }

  /** Whether it is there, as long as it must be, and has the bytes that its name promises. */
  async isIntact(bundle: Bundle): Promise<boolean> {
    const path = this.path(bundle);
    try {
      if ((await tarBytesOf(path, await lstat(path))) !== bundle.tarBytes) return false;
      const digest = this.isExtracted(bundle) ? await extractedDigest(path) : await digestOf(path);
      return digest === bundle.digest;
    } catch {
      // A disk that cannot give it back: as good as damaged.
      return false;
    }
  }

  /**
   * Stores a bundle as it comes in. Inflating stops at the first byte over `tarBytes`.
   * Rejects with `bundle_corrupt`, or with `storage_unavailable` whose cause is the file system's or the network's error.
   */
  async receive(bundle: Bundle, compressed: Readable, signal: AbortSignal): Promise<void> {
    const temporary = this.#temporary(bundle.digest);
    try {
      signal.throwIfAborted();
      const store = this.isExtracted(bundle) ? extractInto : writeTo;
      await pipeline(
        compressed,
        createZstdDecompress({ chunkSize: CHUNK_BYTES }),
        (tar: AsyncIterable<Buffer>) => store(verified(tar, bundle), temporary),
        { signal },
      );
      // A folder that is not empty cannot be renamed over, rename(2); one was left by a download that was given up too late.
      signal.throwIfAborted();
      await this.remove(bundle.digest);
      await rename(temporary, this.path(bundle));
    } catch (error) {
      signal.throwIfAborted();
      throw receiveError(error, bundle);
    } finally {
      compressed.destroy();
      await rm(temporary, { recursive: true, force: true });
    }
  }

  /** The name is free as soon as this returns a promise; the bytes are when it is fulfilled. */
  async remove(digest: string): Promise<void> {
    const renamed = forms.map((form) => {
      const temporary = this.#temporary(digest);
      try {
        renameSync(join(this.#dir, `${digest}.${form}`), temporary);
      } catch (error) {
        if (codeOf(error) !== "ENOENT") throw error;
      }
      return temporary;
    });
    await Promise.all(renamed.map((path) => rm(path, { recursive: true, force: true })));
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

/** The size of the tar that is kept there; null where it cannot be told. */
async function tarBytesOf(path: string, stat: Stats): Promise<number | null> {
  if (stat.isDirectory()) return await extractedTarBytes(path);
  return stat.isFile() ? stat.size : null;
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: CHUNK_BYTES }), hash);
  return hash.digest("hex");
}

async function writeTo(tar: AsyncIterable<Buffer>, path: string): Promise<void> {
  // Opened here, because a stream that is destroyed early would open, and so create, its file later.
  await using file = await open(path, "wx", 0o400);
  await pipeline(tar, file.createWriteStream());
  await chmod(path, 0o444);
}

async function extractInto(tar: AsyncIterable<Buffer>, path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  await extractBundle(tar, path);
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
  if (error instanceof NotABundle) return corrupt(bundle, error.message, error);
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
