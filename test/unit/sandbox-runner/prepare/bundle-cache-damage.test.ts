import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { BundleHandle } from "#runner/prepare/bundle-cache.ts";
import { bundleStorage, makeBundle, missingBundle } from "#test/support/bundles.ts";
import { cacheIn, diskBytes, temporaryDir } from "#test/support/bundle-cache.ts";

const never = new AbortController().signal;
const KiB = 1024;

describe("a bundle cache given a damaged download", () => {
  const made = makeBundle(100 * KiB);
  const whole = zstdCompressSync(made.tar);
  const other = zstdCompressSync(makeBundle(100 * KiB).tar);
  const damaged = [
    ["with other content", other],
    ["with more content than it should have", zstdCompressSync(Buffer.concat([made.tar, Buffer.alloc(1)]))],
    ["with less content than it should have", zstdCompressSync(made.tar.subarray(1))],
    ["that is cut off", whole.subarray(0, -1_000)],
    ["that is not compressed", made.tar],
    ["that is empty", Buffer.alloc(0)],
  ] as const;

  it.each(damaged)("fetches one %s again", async (_what, content) => {
    await using dir = temporaryDir();
    const contents = [content, whole];
    const cache = await cacheIn(dir.path, {
      fetch: async () => Readable.from([contents.shift() ?? Buffer.alloc(0)]),
    });

    await using handle = await cache.acquire(made.bundle, never);

    expect((await buffer(handle.tar.open())).equals(made.tar)).toBe(true);
    expect(readdirSync(dir.path)).toEqual([`${made.bundle.digest}.tar`]);
  });

  it.each(damaged)("refuses one %s that comes twice, and leaves nothing behind", async (_what, content) => {
    await using dir = temporaryDir();
    const cache = await cacheIn(dir.path, { fetch: async () => Readable.from([content]) });

    await expect(cache.acquire(made.bundle, never)).rejects.toMatchObject({
      code: "bundle_corrupt",
      context: { digest: made.bundle.digest },
    });
    expect(readdirSync(dir.path)).toEqual([]);
  });

  it("stops reading at the size of the bundle", async () => {
    await using dir = temporaryDir();
    const surplus = zstdCompressSync(randomBytes(32 * KiB * KiB));
    let pulledBytes = 0;
    let onDiskBytes = 0;
    const pieces = function* () {
      for (let at = 0; at < surplus.length; at += 64 * KiB) {
        onDiskBytes = Math.max(onDiskBytes, diskBytes(dir.path));
        pulledBytes = at;
        yield surplus.subarray(at, at + 64 * KiB);
      }
    };
    const cache = await cacheIn(dir.path, { fetch: async () => Readable.from(pieces()) });

    await expect(cache.acquire(made.bundle, never)).rejects.toMatchObject({
      code: "bundle_corrupt",
      context: { detail: expect.stringContaining("more than") },
    });
    expect(pulledBytes).toBeLessThan(4 * KiB * KiB);
    expect(onDiskBytes).toBeLessThanOrEqual(made.bundle.tarBytes);
  });

  it("blames the storage for a connection that breaks off", async () => {
    await using dir = temporaryDir();
    const cache = await cacheIn(dir.path, { fetch: async () => breaksOff(whole.subarray(0, 1_000)) });

    await expect(cache.acquire(made.bundle, never)).rejects.toMatchObject({
      code: "storage_unavailable",
      cause: { message: "the connection broke off" },
    });
    expect(readdirSync(dir.path)).toEqual([]);
  });

  it("refuses a release that gives a bundle in the cache another size", async () => {
    await using dir = temporaryDir();
    const cache = await cacheIn(dir.path, { fetch: async () => Readable.from([whole]) });
    await using _ = await cache.acquire(made.bundle, never);

    await expect(cache.acquire({ ...made.bundle, tarBytes: 1 }, never)).rejects.toMatchObject({
      code: "bundle_corrupt",
    });
  });
});

describe("a bundle cache after a restart", () => {
  it("uses the bundles that are there", async () => {
    await using dir = temporaryDir();
    const made = makeBundle(10 * KiB);
    await fill(dir.path, [made]);
    const storage = bundleStorage([made]);

    const cache = await cacheIn(dir.path, { fetch: storage.fetch });
    await using handle = await cache.acquire(made.bundle, never);

    expect((await buffer(handle.tar.open())).equals(made.tar)).toBe(true);
    expect(storage.fetched).toEqual([]);
  });

  it.each([
    ["torn by a crash", (path: string) => truncateSync(path, 100)],
    ["changed by somebody", (path: string) => writeFileSync(path, "changed", { flag: "r+" })],
  ])("fetches a bundle anew whose file was %s", async (_what, damage) => {
    await using dir = temporaryDir();
    const made = makeBundle(10 * KiB);
    await fill(dir.path, [made]);
    damage(join(dir.path, `${made.bundle.digest}.tar`));
    const storage = bundleStorage([made]);

    const cache = await cacheIn(dir.path, { fetch: storage.fetch });
    const handles = await Promise.all([cache.acquire(made.bundle, never), cache.acquire(made.bundle, never)]);

    for (const handle of handles) expect((await buffer(handle.tar.open())).equals(made.tar)).toBe(true);
    expect(storage.fetched).toHaveLength(1);
    expect(diskBytes(dir.path)).toBe(10 * KiB);
  });

  it("removes unfinished downloads and what is no file, and nothing else", async () => {
    await using dir = temporaryDir();
    const digest = "a".repeat(64);
    writeFileSync(join(dir.path, `${digest}.0b9d.part`), "half");
    symlinkSync("/etc/passwd", join(dir.path, `${digest}.tar`));
    writeFileSync(join(dir.path, "README"), "of somebody else");

    await cacheIn(dir.path, { fetch: missingBundle });

    expect(readdirSync(dir.path)).toEqual(["README"]);
    expect(existsSync("/etc/passwd")).toBe(true);
  });

  it("removes the oldest bundles when they are more than it may keep", async () => {
    await using dir = temporaryDir();
    const made = [makeBundle(40 * KiB), makeBundle(40 * KiB), makeBundle(40 * KiB)];
    await fill(dir.path, made);
    for (const [age, { bundle }] of made.entries()) {
      utimesSync(join(dir.path, `${bundle.digest}.tar`), 0, 1_000_000 - age);
    }

    await cacheIn(dir.path, { fetch: missingBundle, maxDiskBytes: 100 * KiB });

    expect(readdirSync(dir.path).sort()).toEqual(
      made
        .slice(0, 2)
        .map(({ bundle }) => `${bundle.digest}.tar`)
        .sort(),
    );
  });

  it("says that a bundle is missing when it is neither here nor there", async () => {
    await using dir = temporaryDir();
    const cache = await cacheIn(dir.path, { fetch: missingBundle });

    await expect(cache.acquire(makeBundle(KiB).bundle, never)).rejects.toMatchObject({
      code: "bundle_missing",
      blame: "platform",
    });
  });
});

function breaksOff(start: Buffer): Readable {
  return Readable.from(
    (function* () {
      yield start;
      throw new Error("the connection broke off");
    })(),
  );
}

async function fill(dir: string, made: readonly ReturnType<typeof makeBundle>[]): Promise<void> {
  const cache = await cacheIn(dir, { fetch: bundleStorage(made).fetch });
  const handles: BundleHandle[] = [];
  for (const { bundle } of made) handles.push(await cache.acquire(bundle, never));
  for (const handle of handles) await handle[Symbol.asyncDispose]();
}
