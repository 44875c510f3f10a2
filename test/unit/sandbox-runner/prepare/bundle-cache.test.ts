import { readdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import type { FetchBundle } from "#runner/prepare/fetch-bundle.ts";
import { bundleStorage, makeBundle, missingBundle } from "#test/support/bundles.ts";
import { cacheIn, diskBytes, temporaryDir } from "#test/support/bundle-cache.ts";

const never = new AbortController().signal;
const KiB = 1024;

describe("a bundle cache", () => {
  it("gives the bundle's bytes, their size and digest, and fetches them once", async () => {
    await using dir = temporaryDir();
    const { bundle, tar } = makeBundle(100 * KiB);
    const storage = bundleStorage([{ bundle, tar }]);
    const cache = await cacheIn(dir.path, { fetch: storage.fetch });

    for (let times = 0; times < 2; times++) {
      await using handle = await cache.acquire(bundle, never);
      expect(handle.tar).toMatchObject({ sizeBytes: tar.length, sha256: bundle.digest });
      expect((await buffer(handle.tar.open())).equals(tar)).toBe(true);
      expect((await buffer(handle.tar.open())).equals(tar)).toBe(true);
    }

    expect(storage.fetched).toHaveLength(1);
  });

  it("keeps read-only files in a folder of its own", async () => {
    await using dir = temporaryDir();
    const made = makeBundle(KiB);
    const cache = await cacheIn(dir.path, { fetch: bundleStorage([made]).fetch });

    await using _ = await cache.acquire(made.bundle, never);

    expect(readdirSync(dir.path)).toEqual([`${made.bundle.digest}.tar`]);
    expect((statSync(join(dir.path, `${made.bundle.digest}.tar`)).mode & 0o777).toString(8)).toBe("444");
    expect((statSync(dir.path).mode & 0o777).toString(8)).toBe("700");
  });

  it("gives small bundles from memory, where nothing that befalls the disk reaches them", async () => {
    await using dir = temporaryDir();
    const small = makeBundle(KiB);
    const large = makeBundle(64 * KiB);
    const storage = bundleStorage([small, large]);
    const cache = await cacheIn(dir.path, { fetch: storage.fetch, memoryFileBytes: 2 * KiB });
    await using handle = await cache.acquire(small.bundle, never);
    await using _ = await cache.acquire(large.bundle, never);

    for (const { bundle } of [small, large]) truncateSync(join(dir.path, `${bundle.digest}.tar`));
    await using again = await cache.acquire(small.bundle, never);

    expect((await buffer(handle.tar.open())).equals(small.tar)).toBe(true);
    expect((await buffer(again.tar.open())).equals(small.tar)).toBe(true);
  });

  it("keeps no more in memory than it may", async () => {
    await using dir = temporaryDir();
    const made = [makeBundle(KiB), makeBundle(KiB), makeBundle(KiB)];
    const limits = { memoryFileBytes: KiB, maxMemoryBytes: 2 * KiB };
    const cache = await cacheIn(dir.path, { fetch: bundleStorage(made).fetch, ...limits });
    for (const { bundle } of made) {
      await using _ = await cache.acquire(bundle, never);
    }

    for (const { bundle } of made)
      writeFileSync(join(dir.path, `${bundle.digest}.tar`), "changed", { flag: "r+" });
    const intact: boolean[] = [];
    for (const { bundle, tar } of made.toReversed()) {
      await using handle = await cache.acquire(bundle, never);
      intact.push((await buffer(handle.tar.open())).equals(tar));
    }

    expect(intact).toEqual([true, true, false]);
  });

  describe("with several jobs at once", () => {
    it("downloads a bundle once for all who want it", async () => {
      await using dir = temporaryDir();
      const made = makeBundle(200 * KiB);
      const storage = bundleStorage([made]);
      const cache = await cacheIn(dir.path, { fetch: storage.fetch });

      const handles = await Promise.all(Array.from({ length: 10 }, () => cache.acquire(made.bundle, never)));

      expect(storage.fetched).toHaveLength(1);
      for (const handle of handles) expect((await buffer(handle.tar.open())).equals(made.tar)).toBe(true);
    });

    it("goes on with a download when one of those who wait for it gives up", async () => {
      await using dir = temporaryDir();
      const made = makeBundle(KiB);
      const { fetch, gate, signals } = gated(bundleStorage([made]).fetch);
      const cache = await cacheIn(dir.path, { fetch });
      const leaves = new AbortController();
      const reason = new Error("the lease was lost");

      const left = cache.acquire(made.bundle, leaves.signal);
      const stays = cache.acquire(made.bundle, never);
      leaves.abort(reason);
      await expect(left).rejects.toBe(reason);
      gate.resolve();

      await using handle = await stays;
      expect((await buffer(handle.tar.open())).equals(made.tar)).toBe(true);
      expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    });

    it("ends a download that nobody waits for, and begins anew for the next", async () => {
      await using dir = temporaryDir();
      const made = makeBundle(KiB);
      const { fetch, gate, signals } = gated(bundleStorage([made]).fetch);
      const cache = await cacheIn(dir.path, { fetch });
      const leaves = new AbortController();

      const left = cache.acquire(made.bundle, leaves.signal);
      leaves.abort(new Error("the lease was lost"));
      await expect(left).rejects.toThrow("the lease was lost");
      gate.resolve();
      await using handle = await cache.acquire(made.bundle, never);

      expect((await buffer(handle.tar.open())).equals(made.tar)).toBe(true);
      expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
      expect(readdirSync(dir.path)).toEqual([`${made.bundle.digest}.tar`]);
    });

    it("does not begin for a job that has given up already", async () => {
      await using dir = temporaryDir();
      const made = makeBundle(KiB);
      const storage = bundleStorage([made]);
      const cache = await cacheIn(dir.path, { fetch: storage.fetch });

      await expect(cache.acquire(made.bundle, AbortSignal.abort(new Error("late")))).rejects.toThrow("late");

      expect(storage.fetched).toEqual([]);
    });

    it("tells every one who waits why a download failed, and tries again for the next", async () => {
      await using dir = temporaryDir();
      const made = makeBundle(KiB);
      const storage = bundleStorage([made]);
      const fetches = [missingBundle, storage.fetch];
      const cache = await cacheIn(dir.path, {
        fetch: (digest, signal) => (fetches.shift() ?? missingBundle)(digest, signal),
      });

      const outcomes = await Promise.allSettled([
        cache.acquire(made.bundle, never),
        cache.acquire(made.bundle, never),
      ]);

      expect(outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason)).toMatchObject([
        { code: "bundle_missing" },
        { code: "bundle_missing" },
      ]);
      await using handle = await cache.acquire(made.bundle, never);
      expect(handle.tar.sizeBytes).toBe(KiB);
    });
  });

  describe("with a bounded disk", () => {
    it("removes what was used least recently, and only as much as it must", async () => {
      await using dir = temporaryDir();
      const made = [makeBundle(40 * KiB), makeBundle(40 * KiB), makeBundle(40 * KiB)] as const;
      const storage = bundleStorage(made);
      const cache = await cacheIn(dir.path, { fetch: storage.fetch, maxDiskBytes: 100 * KiB });
      const use = async (index: 0 | 1 | 2) => {
        await using _ = await cache.acquire(made[index].bundle, never);
      };

      await use(0);
      await use(1);
      await use(0);
      await use(2);

      expect(readdirSync(dir.path).sort()).toEqual(
        [`${made[0].bundle.digest}.tar`, `${made[2].bundle.digest}.tar`].sort(),
      );
      await use(0);
      expect(storage.fetched).toHaveLength(3);
      await use(1);
      expect(storage.fetched).toHaveLength(4);
    });

    it("never removes a bundle in use; one that finds no room waits for it", async () => {
      await using dir = temporaryDir();
      const first = makeBundle(60 * KiB);
      const second = makeBundle(60 * KiB);
      const cache = await cacheIn(dir.path, {
        fetch: bundleStorage([first, second]).fetch,
        maxDiskBytes: 100 * KiB,
      });
      const held = await cache.acquire(first.bundle, never);
      const heldToo = await cache.acquire(first.bundle, never);
      let came = false;
      const waiting = cache.acquire(second.bundle, never).then((handle) => {
        came = true;
        return handle;
      });

      await held[Symbol.asyncDispose]();
      await held[Symbol.asyncDispose]();
      expect((await buffer(heldToo.tar.open())).equals(first.tar)).toBe(true);
      expect(came).toBe(false);
      await heldToo[Symbol.asyncDispose]();

      await using handle = await waiting;
      expect((await buffer(handle.tar.open())).equals(second.tar)).toBe(true);
      expect(diskBytes(dir.path)).toBe(60 * KiB);
    });

    it("lets a job that waits for room give up", async () => {
      await using dir = temporaryDir();
      const first = makeBundle(60 * KiB);
      const second = makeBundle(60 * KiB);
      const storage = bundleStorage([first, second]);
      const cache = await cacheIn(dir.path, { fetch: storage.fetch, maxDiskBytes: 100 * KiB });
      await using _ = await cache.acquire(first.bundle, never);
      const controller = new AbortController();

      const waiting = cache.acquire(second.bundle, controller.signal);
      controller.abort(new Error("the lease was lost"));

      await expect(waiting).rejects.toThrow("the lease was lost");
      expect(storage.fetched).toEqual([first.bundle.digest]);
    });

    it("says so when a bundle is larger than the whole cache", async () => {
      await using dir = temporaryDir();
      const made = makeBundle(60 * KiB);
      const cache = await cacheIn(dir.path, { fetch: bundleStorage([made]).fetch, maxDiskBytes: 50 * KiB });

      await expect(cache.acquire(made.bundle, never)).rejects.toMatchObject({
        code: "storage_unavailable",
        context: { detail: expect.stringContaining("larger than the cache") },
      });
    });

    it("makes room on a disk that is full sooner than it should be, and tries once more", async () => {
      await using dir = temporaryDir();
      const idle = makeBundle(KiB);
      const made = makeBundle(KiB);
      const storage = bundleStorage([idle, made]);
      const fetches: FetchBundle[] = [storage.fetch, diskFull, storage.fetch];
      const cache = await cacheIn(dir.path, {
        fetch: (digest, signal) => (fetches.shift() ?? diskFull)(digest, signal),
      });
      await (await cache.acquire(idle.bundle, never))[Symbol.asyncDispose]();

      await using _ = await cache.acquire(made.bundle, never);

      expect(readdirSync(dir.path)).toEqual([`${made.bundle.digest}.tar`]);
    });

    it("blames the storage when the disk stays full", async () => {
      await using dir = temporaryDir();
      const made = makeBundle(KiB);
      const cache = await cacheIn(dir.path, { fetch: diskFull });

      await expect(cache.acquire(made.bundle, never)).rejects.toMatchObject({
        code: "storage_unavailable",
        cause: { code: "ENOSPC" },
      });
      expect(readdirSync(dir.path)).toEqual([]);
    });
  });
});

/** The error reaches the cache in the same way when the file system raises it: through the pipeline of streams. */
const diskFull: FetchBundle = async () =>
  Readable.from(
    (function* () {
      yield Buffer.alloc(0);
      throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    })(),
  );

/** Holds the first fetch back until the gate opens, and notes the signals that fetches were given. */
function gated(inner: FetchBundle) {
  const gate = Promise.withResolvers<void>();
  const signals: AbortSignal[] = [];
  const fetch: FetchBundle = async (digest, signal) => {
    signals.push(signal);
    await gate.promise;
    return inner(digest, signal);
  };
  return { fetch, gate, signals };
}
