import { readFile } from "node:fs/promises";
import type { Logger } from "pino";
import type { Bundle } from "#core/assignment/release.ts";
import { AssayError } from "#core/errors.ts";
import { storageUnavailable } from "#runner/storage/storage-error.ts";
import { type AssetSource, streamedAssets } from "./asset-source.ts";
import { bufferTarSource } from "./buffer-tar-source.ts";
import { BundleDirectory, type FoundBundle, isDiskFull } from "./bundle-directory.ts";
import { BundleMemory } from "./bundle-memory.ts";
import { extractedAssets } from "./extracted-assets.ts";
import type { FetchBundle } from "./fetch-bundle.ts";
import { fileTarSource } from "./file-tar-source.ts";
import { orAborted } from "./or-aborted.ts";

export interface BundleCacheOptions {
  /** Of this cache alone. */
  readonly dir: string;
  readonly maxDiskBytes: number;
  readonly maxMemoryBytes: number;
  /** Bundles up to this size are kept in memory too. */
  readonly memoryFileBytes: number;
  /** Bundles from this size on are kept as files that sandboxes mount. */
  readonly extractedBytes: number;
  readonly fetch: FetchBundle;
  readonly logger?: Pick<Logger, "warn">;
}

/** A bundle in use: its files stay until this is disposed. */
export interface BundleHandle extends AssetSource, AsyncDisposable {}

export interface BundleCache {
  /**
   * The bundle, from memory, disk or `fetch`, in this order; its content has been verified since the
   * agent started. Waits while bundles in use leave no room for it.
   *
   * Rejects with `bundle_missing`, `bundle_corrupt` when it came damaged twice, `storage_unavailable`,
   * or the signal's reason. A download goes on as long as anybody waits for it.
   */
  acquire(bundle: Bundle, signal: AbortSignal): Promise<BundleHandle>;
}

export async function openBundleCache(options: BundleCacheOptions): Promise<BundleCache> {
  const directory = new BundleDirectory(options.dir, options.extractedBytes);
  const cache = new DiskBundleCache(options, directory, await directory.open());
  await cache.evictDownTo(options.maxDiskBytes);
  return cache;
}

interface Entry {
  readonly digest: string;
  /** Bytes on disk that this entry has, or has reserved for its download. */
  bytes: number;
  users: number;
  onDisk: boolean;
  /** Absent until somebody asks for a bundle that was found on disk. */
  ready: Promise<void> | undefined;
  loading: boolean;
  /** Of one that is kept as files. */
  extracted: AssetSource | undefined;
  readonly abort: AbortController;
}

class DiskBundleCache implements BundleCache {
  readonly #options: BundleCacheOptions;
  readonly #directory: BundleDirectory;
  readonly #memory: BundleMemory;
  /** The least recently used first. */
  readonly #entries = new Map<string, Entry>();
  #diskBytes = 0;
  #roomMade = Promise.withResolvers<void>();

  constructor(options: BundleCacheOptions, directory: BundleDirectory, found: readonly FoundBundle[]) {
    this.#options = options;
    this.#directory = directory;
    this.#memory = new BundleMemory(options.maxMemoryBytes);
    for (const { digest, sizeBytes } of found) {
      const entry = { ...newEntry(digest), onDisk: true };
      this.#entries.set(digest, entry);
      this.#resize(entry, sizeBytes);
    }
  }

  async acquire(bundle: Bundle, signal: AbortSignal): Promise<BundleHandle> {
    signal.throwIfAborted();
    const entry = this.#entries.get(bundle.digest) ?? newEntry(bundle.digest);
    entry.users += 1;
    this.#touch(entry);
    try {
      entry.ready ??= this.#load(entry, bundle);
      await orAborted(entry.ready, signal);
      if (entry.bytes !== bundle.tarBytes) {
        const detail = `the release says ${bundle.tarBytes} bytes, it has ${entry.bytes}`;
        throw new AssayError("bundle_corrupt", { digest: bundle.digest, detail });
      }
      return this.#handle(entry, await (entry.extracted ?? this.#tarOf(bundle)));
    } catch (error) {
      this.#release(entry);
      throw error;
    }
  }

  async evictDownTo(bytes: number): Promise<void> {
    for (const entry of this.#entries.values()) {
      if (this.#diskBytes <= bytes) return;
      if (entry.users === 0 && !entry.loading) await this.#evict(entry);
    }
  }

  #load(entry: Entry, bundle: Bundle): Promise<void> {
    entry.loading = true;
    const ready = this.#loadAndSettle(entry, bundle);
    // Everybody who waited may have left.
    ready.catch(() => undefined);
    return ready;
  }

  async #loadAndSettle(entry: Entry, bundle: Bundle): Promise<void> {
    try {
      await this.#verifyOrDownload(entry, bundle, entry.abort.signal);
      if (this.#directory.isExtracted(bundle)) {
        entry.extracted = await extractedAssets(this.#directory.path(bundle));
      }
      // Given up when it was all but done, and perhaps begun again since: the file is there either way.
      const current = this.#entries.get(entry.digest);
      if (current === undefined) this.#entries.set(entry.digest, entry);
      else if (current !== entry) this.#resize(entry, 0);
    } catch (error) {
      this.#forget(entry);
      this.#resize(entry, 0);
      throw error;
    } finally {
      entry.loading = false;
      this.#wake();
    }
  }

  async #verifyOrDownload(entry: Entry, bundle: Bundle, signal: AbortSignal): Promise<void> {
    if (entry.onDisk) {
      if (await this.#directory.isIntact(bundle)) return;
      this.#options.logger?.warn({ digest: bundle.digest }, "a cached bundle is damaged and fetched again");
      await this.#directory.remove(bundle.digest);
      entry.onDisk = false;
      this.#resize(entry, 0);
    }
    await this.#reserve(entry, bundle.tarBytes, signal);
    await this.#download(bundle, signal);
    entry.onDisk = true;
  }

  async #reserve(entry: Entry, bytes: number, signal: AbortSignal): Promise<void> {
    const room = this.#options.maxDiskBytes - bytes;
    if (room < 0) {
      const detail = `a bundle of ${bytes} bytes is larger than the cache of ${this.#options.maxDiskBytes}`;
      throw storageUnavailable(detail, undefined);
    }
    for (;;) {
      const roomMade = this.#roomMade.promise;
      await this.evictDownTo(room);
      if (this.#diskBytes <= room) break;
      await orAborted(roomMade, signal);
    }
    this.#resize(entry, bytes);
  }

  async #download(bundle: Bundle, signal: AbortSignal): Promise<void> {
    const { digest } = bundle;
    try {
      await this.#directory.receive(bundle, await this.#options.fetch(digest, signal), signal);
    } catch (error) {
      signal.throwIfAborted();
      const isCorrupt = error instanceof AssayError && error.code === "bundle_corrupt";
      if (!isCorrupt && !isDiskFull(error)) throw error;
      this.#options.logger?.warn({ digest, err: error }, "a bundle could not be stored and is fetched again");
      if (!isCorrupt) await this.evictDownTo(0);
      await this.#directory.receive(bundle, await this.#options.fetch(digest, signal), signal);
    }
  }

  async #tarOf(bundle: Bundle): Promise<AssetSource> {
    const { digest, tarBytes } = bundle;
    const path = this.#directory.path(bundle);
    if (tarBytes > this.#options.memoryFileBytes) {
      return streamedAssets(fileTarSource(path, tarBytes, digest));
    }
    const content = this.#memory.get(digest) ?? (await readFile(path));
    this.#memory.keep(digest, content);
    return streamedAssets(bufferTarSource(content, digest));
  }

  #handle(entry: Entry, assets: AssetSource): BundleHandle {
    let held = true;
    return {
      ...assets,
      [Symbol.asyncDispose]: async () => {
        if (held) this.#release(entry);
        held = false;
      },
    };
  }

  #release(entry: Entry): void {
    entry.users -= 1;
    if (entry.users > 0) return;
    if (entry.loading && !entry.onDisk) {
      this.#forget(entry);
      entry.abort.abort();
    } else if (this.#entries.get(entry.digest) === entry) {
      this.#touch(entry);
      this.#wake();
    }
  }

  async #evict(entry: Entry): Promise<void> {
    this.#forget(entry);
    this.#memory.drop(entry.digest);
    await this.#directory.remove(entry.digest);
    this.#resize(entry, 0);
  }

  #touch(entry: Entry): void {
    this.#entries.delete(entry.digest);
    this.#entries.set(entry.digest, entry);
  }

  #forget(entry: Entry): void {
    if (this.#entries.get(entry.digest) === entry) this.#entries.delete(entry.digest);
  }

  #resize(entry: Entry, bytes: number): void {
    this.#diskBytes += bytes - entry.bytes;
    entry.bytes = bytes;
    this.#wake();
  }

  #wake(): void {
    this.#roomMade.resolve();
    this.#roomMade = Promise.withResolvers();
  }
}

function newEntry(digest: string): Entry {
  return {
    digest,
    bytes: 0,
    users: 0,
    onDisk: false,
    ready: undefined,
    loading: false,
    extracted: undefined,
    abort: new AbortController(),
  };
}
