import { mkdirSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { zstdCompressSync } from "node:zlib";
import * as fc from "fast-check";
import { extract } from "tar-stream";
import { describe, expect, it } from "vitest";
import { bundleTar } from "#core/assignment/bundle.ts";
import { Sha256, sha256Hex } from "#core/submission/ids.ts";
import type { AssetSource } from "#runner/prepare/asset-source.ts";
import { BundleDirectory } from "#runner/prepare/bundle-directory.ts";
import { extractedAssets } from "#runner/prepare/extracted-assets.ts";
import { extractBundle, extractedDigest, extractedTarBytes } from "#runner/prepare/extracted-bundle.ts";
import { cacheIn, temporaryDir } from "#test/support/bundle-cache.ts";
import { bundleStorage, type MadeBundle, makeBundle } from "#test/support/bundles.ts";

const KiB = 1024;
const never = new AbortController().signal;

interface File {
  readonly path: string;
  readonly content: Uint8Array;
  readonly readOnly: boolean;
}

async function bundleOf(files: readonly File[]): Promise<MadeBundle> {
  const entries = files.map((file) => ({
    ...file,
    sizeBytes: file.content.length,
    open: () => Readable.from([file.content]),
  }));
  const tar = await buffer(Readable.from(bundleTar(entries)));
  const bundle = { digest: Sha256.parse(sha256Hex(tar)), tarBytes: tar.length, files: files.length };
  return { bundle, tar };
}

async function* inChunks(tar: Buffer, chunkBytes: number) {
  for (let at = 0; at < tar.length; at += chunkBytes) yield tar.subarray(at, at + chunkBytes);
}

/** What a sandbox is given, by path: of a mounted file the host's file stands for its content. */
async function contentsOf(assets: AssetSource): Promise<ReadonlyMap<string, string>> {
  const seen = new Map<string, string>();
  const tar = await buffer(assets.tar.open());
  expect(assets.tar).toMatchObject({ sizeBytes: tar.length, sha256: sha256Hex(tar) });
  for await (const entry of Readable.from([tar]).pipe(extract())) {
    const { name, type, linkname, mode, uid } = entry.header;
    const content = await buffer(entry);
    const mounted = assets.mounted.find((file) => linkname === `/assay-assets/${file.name}`);
    if (mounted === undefined) seen.set(name, `${type} ${mode?.toString(8)} ${uid} ${sha256Hex(content)}`);
    else
      seen.set(
        name,
        `mounted ${(statSync(mounted.file).mode & 0o777).toString(8)} ${await digestOfFile(mounted.file)}`,
      );
  }
  return seen;
}

async function digestOfFile(file: string): Promise<string> {
  return sha256Hex(await readFile(file));
}

function expectedOf({ content, readOnly }: File): string {
  const digest = sha256Hex(Buffer.from(content));
  if (readOnly && content.length >= 64 * KiB) return `mounted 444 ${digest}`;
  return readOnly ? `file 444 0 ${digest}` : `file 664 1000 ${digest}`;
}

describe("a bundle that is taken apart", () => {
  it("gives sandboxes every asset but the hidden ones, and of those nothing", async () => {
    const file = fc.record({
      path: fc.stringMatching(/^[a-zé]{1,40}(\/[a-z]{1,90}){0,3}$/),
      content: fc
        .record({ bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }), large: fc.boolean() })
        .map(({ bytes, large }) => (large ? Buffer.alloc(64 * KiB + 7, bytes) : bytes)),
      readOnly: fc.boolean(),
    });
    const files = fc.uniqueArray(file, { selector: ({ path }) => path, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        files,
        fc.infiniteStream(fc.boolean()),
        fc.integer({ min: 100, max: 90_000 }),
        async (all, hide, chunkBytes) => {
          await using dir = temporaryDir();
          const { bundle, tar } = await bundleOf(all);
          await extractBundle(inChunks(tar, chunkBytes), dir.path);
          expect(await extractedDigest(dir.path)).toBe(bundle.digest);
          expect(await extractedTarBytes(dir.path)).toBe(bundle.tarBytes);
          const assets = await extractedAssets(dir.path);
          expect(await contentsOf(assets)).toEqual(new Map(all.map((each) => [each.path, expectedOf(each)])));
          const shown = all.filter(() => hide.next().value !== true);
          const hidden = new Set(all.filter((each) => !shown.includes(each)).map(({ path }) => path));
          const rest = await assets.without(hidden);
          expect(await contentsOf(rest)).toEqual(new Map(shown.map((each) => [each.path, expectedOf(each)])));
          const large = shown.filter(({ content, readOnly }) => readOnly && content.length >= 64 * KiB);
          expect(rest.mounted).toHaveLength(large.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("ends with the source's own error, and writes nothing afterwards", async () => {
    await using dir = temporaryDir();
    const { tar } = await bundleOf([{ path: "a", content: Buffer.alloc(500 * KiB), readOnly: true }]);
    const source = (async function* () {
      yield tar.subarray(0, 100 * KiB);
      throw new Error("the network is gone");
    })();
    await expect(extractBundle(source, dir.path)).rejects.toThrow("the network is gone");
    rmSync(dir.path, { recursive: true });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(() => statSync(dir.path)).toThrow("ENOENT");
  });

  it("ends with the file system's error", async () => {
    await using dir = temporaryDir();
    mkdirSync(join(dir.path, "0"));
    const { tar } = await bundleOf([{ path: "a", content: Buffer.alloc(500 * KiB), readOnly: true }]);
    await expect(extractBundle(inChunks(tar, 64 * KiB), dir.path)).rejects.toMatchObject({ code: "EEXIST" });
  });
});

describe("a bundle cache with bundles that are mounted", () => {
  const large = { path: "data/large.bin", content: Buffer.alloc(200 * KiB, "x"), readOnly: true };
  const small = { path: "notes.txt", content: Buffer.from("notes"), readOnly: true };
  const open = (path: string, storage: ReturnType<typeof bundleStorage>, maxDiskBytes = 10 * KiB * KiB) =>
    cacheIn(path, { fetch: storage.fetch, extractedBytes: 100 * KiB, maxDiskBytes });

  it("keeps their files, gives them to sandboxes, and fetches them once, also across a restart", async () => {
    await using dir = temporaryDir();
    const made = await bundleOf([large, small]);
    const storage = bundleStorage([made]);
    for (let life = 0; life < 2; life++) {
      const cache = await open(dir.path, storage);
      await using handle = await cache.acquire(made.bundle, never);
      expect([...(await contentsOf(handle)).keys()]).toEqual(["data/large.bin", "notes.txt"]);
      expect(handle.mounted.map(({ file }) => statSync(file).size)).toEqual([200 * KiB]);
    }
    expect(storage.fetched).toHaveLength(1);
    expect(readdirSync(dir.path)).toEqual([`${made.bundle.digest}.files`]);
  });

  it.each([
    ["a file that is torn", (path: string) => truncateSync(join(path, "0"), 1)],
    [
      "a file that says something else",
      (path: string) => {
        rmSync(join(path, "1"));
        writeFileSync(join(path, "1"), "other");
      },
    ],
    ["a file that is gone", (path: string) => rmSync(join(path, "0"))],
    ["a list that is torn", (path: string) => truncateSync(join(path, "entries.json"), 5)],
    [
      "a list that says something else",
      (path: string) => {
        rmSync(join(path, "entries.json"));
        writeFileSync(join(path, "entries.json"), "[]");
      },
    ],
  ])("fetches one again that has %s after a crash", async (_what, damage) => {
    await using dir = temporaryDir();
    const made = await bundleOf([large, small]);
    const storage = bundleStorage([made]);
    await (await (await open(dir.path, storage)).acquire(made.bundle, never))[Symbol.asyncDispose]();
    damage(join(dir.path, `${made.bundle.digest}.files`));

    const cache = await open(dir.path, storage);
    await using handle = await cache.acquire(made.bundle, never);

    expect((await contentsOf(handle)).size).toBe(2);
    expect(storage.fetched).toHaveLength(2);
    expect(readdirSync(dir.path)).toEqual([`${made.bundle.digest}.files`]);
  });

  it("counts them and takes them away with all their files", async () => {
    await using dir = temporaryDir();
    const first = await bundleOf([large]);
    const second = await bundleOf([{ ...large, content: Buffer.alloc(220 * KiB, "y") }]);
    const cache = await open(dir.path, bundleStorage([first, second]), 300 * KiB);
    await (await cache.acquire(first.bundle, never))[Symbol.asyncDispose]();
    await using _ = await cache.acquire(second.bundle, never);
    expect(readdirSync(dir.path)).toEqual([`${second.bundle.digest}.files`]);
  });

  it("takes away what an earlier life kept in the other form, or did not finish", async () => {
    await using dir = temporaryDir();
    const made = await bundleOf([large]);
    writeFileSync(join(dir.path, `${made.bundle.digest}.tar`), made.tar);
    mkdirSync(join(dir.path, `${"a".repeat(64)}.files`));
    mkdirSync(join(dir.path, `${"b".repeat(64)}.x.part`));
    await open(dir.path, bundleStorage([made]));
    expect(readdirSync(dir.path)).toEqual([]);
  });

  it.each([
    ["is no tar", makeBundle(150 * KiB).tar],
    ["is cut off", Buffer.alloc(0)],
  ])("refuses one that %s, and leaves nothing behind", async (_what, content) => {
    await using dir = temporaryDir();
    const made = await bundleOf([large]);
    const storage = { ...bundleStorage([]), fetch: async () => Readable.from([zstdCompressSync(content)]) };
    const cache = await open(dir.path, storage);
    await expect(cache.acquire(made.bundle, never)).rejects.toMatchObject({ code: "bundle_corrupt" });
    expect(readdirSync(dir.path)).toEqual([]);
  });
});

it("takes the place of one that a download which nobody waited for has left there", async () => {
  await using dir = temporaryDir();
  const { bundle, tar } = await bundleOf([{ path: "data", content: Buffer.from("1"), readOnly: true }]);
  const directory = new BundleDirectory(dir.path, 0);
  const receive = () => directory.receive(bundle, Readable.from([zstdCompressSync(tar)]), never);
  await receive();

  await receive();

  expect(await directory.isIntact(bundle)).toBe(true);
  expect(readdirSync(dir.path)).toEqual([`${bundle.digest}.files`]);
});
