import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { digestOf } from "#core/assignment/image.ts";
import { imageLimits } from "#core/limits.ts";
import { orAborted } from "#runner/prepare/or-aborted.ts";
import { initInside } from "#runner/sandbox/rootfs.ts";
import { checkLayers, type ImageBounds } from "./check-layers.ts";
import { findImage } from "./find-image.ts";
import type { FileLock } from "./file-lock.ts";
import { ImageDirectory, type ImageRecord } from "./image-directory.ts";
import { notFetched } from "./image-errors.ts";
import type { LayoutImage, WantedImage } from "./image-layout.ts";
import type { ImageRoot, ImageStore } from "./image-store.ts";
import { pullImage } from "./pull-image.ts";
import { unpackImage } from "./unpack-image.ts";

export interface ImageStoreOptions {
  /** Where images are unpacked; other processes may share it. */
  readonly dir: string;
  /** Where the operator has put layouts and archives, which are looked at before any registry. */
  readonly sources?: string | undefined;
  readonly initPath: string;
  /** Of all unpacked images. */
  readonly maxDiskBytes: number;
  /** Of one image. */
  readonly bounds?: ImageBounds;
}

/** Nothing is made or looked for until an image is asked for: most assignments have none. */
export function openImageStore(options: ImageStoreOptions): ImageStore {
  return new UnpackedImages(options);
}

interface Entry {
  users: number;
  readonly abort: AbortController;
  readonly ready: Promise<Held>;
}

/** An unpacked image that no process removes while this one lives. */
interface Held {
  readonly record: ImageRecord;
  readonly lock: FileLock;
}

class UnpackedImages implements ImageStore {
  readonly #options: ImageStoreOptions;
  readonly #directory: ImageDirectory;
  readonly #entries = new Map<string, Entry>();
  #opened: Promise<void> | undefined;

  constructor(options: ImageStoreOptions) {
    this.#options = options;
    this.#directory = new ImageDirectory(options.dir);
  }

  /** One that is fetched for several goes on as long as any of them waits. */
  async rootFor(image: string, signal: AbortSignal): Promise<ImageRoot> {
    signal.throwIfAborted();
    const digest = digestOf(image);
    const entry = this.#entries.get(digest) ?? this.#begin(image, digest);
    entry.users += 1;
    try {
      const { record } = await orAborted(entry.ready, signal);
      return this.#rootOf(image, digest, { entry, record });
    } catch (error) {
      await this.#leave(digest, entry);
      throw error;
    }
  }

  #begin(image: string, digest: string): Entry {
    const abort = new AbortController();
    const entry = { users: 0, abort, ready: this.#hold(image, digest, abort.signal) };
    // Everybody who waited may have left.
    entry.ready.catch(() => this.#forget(digest, entry));
    this.#entries.set(digest, entry);
    return entry;
  }

  #rootOf(
    image: string,
    digest: string,
    { entry, record }: { readonly entry: Entry; readonly record: ImageRecord },
  ): ImageRoot {
    let held = true;
    return {
      path: this.#directory.rootOf(digest),
      initPath: initInside,
      // Not a copy in the image: the next version of this program has another init.
      binds: [{ source: this.#options.initPath, destination: initInside }],
      image: { reference: image, environment: record.environment, programs: record.programs },
      [Symbol.asyncDispose]: async () => {
        const last = held;
        held = false;
        if (last) await this.#leave(digest, entry);
      },
    };
  }

  async #leave(digest: string, entry: Entry): Promise<void> {
    entry.users -= 1;
    if (entry.users > 0) return;
    this.#forget(digest, entry);
    entry.abort.abort();
    const held = await entry.ready.catch(() => null);
    await held?.lock[Symbol.asyncDispose]();
  }

  #forget(digest: string, entry: Entry): void {
    if (this.#entries.get(digest) === entry) this.#entries.delete(digest);
  }

  async #hold(image: string, digest: string, signal: AbortSignal): Promise<Held> {
    await this.#open();
    for (;;) {
      const lock = await this.#directory.lock(digest, "shared", signal);
      const record = await this.#directory.read(digest);
      if (record !== null) {
        await this.#directory.touch(digest);
        return { record, lock };
      }
      await lock[Symbol.asyncDispose]();
      await using _ = await this.#directory.lock(digest, "exclusive", signal);
      // Another process may have been first.
      if ((await this.#directory.read(digest)) === null) await this.#install(image, digest, signal);
    }
  }

  /** A disk that was full the first time need not be full the next. */
  #open(): Promise<void> {
    return (this.#opened ??= this.#directory.open().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    }));
  }

  async #install(image: string, digest: string, signal: AbortSignal): Promise<void> {
    const bounds = this.#options.bounds ?? imageLimits;
    const path = await this.#directory.begin(digest);
    try {
      const scratch = join(path, "source");
      await mkdir(scratch);
      const source = await this.#fetch({ image, digest, scratch, signal });
      const bytes = await checkLayers(image, source, { bounds, signal });
      await this.#makeRoom(image, bytes);
      const record = await unpackImage({ image, source, directory: path, bounds, signal });
      await rm(scratch, { recursive: true });
      await this.#directory.finish(digest, path, record);
    } catch (error) {
      await this.#directory.abandon(path);
      signal.throwIfAborted();
      throw error;
    }
  }

  async #fetch(wanted: WantedImage): Promise<LayoutImage> {
    const { sources } = this.#options;
    const found = sources === undefined ? null : await findImage({ ...wanted, sources });
    return found ?? (await pullImage(wanted));
  }

  async #makeRoom(image: string, bytes: number): Promise<void> {
    const { maxDiskBytes } = this.#options;
    const left = await this.#directory.evictDownTo(maxDiskBytes - bytes);
    if (left + bytes <= maxDiskBytes) return;
    const detail = `it needs up to ${bytes} bytes, and images in use have ${left} of the ${maxDiskBytes} that all may have`;
    throw notFetched(image, detail);
  }
}
