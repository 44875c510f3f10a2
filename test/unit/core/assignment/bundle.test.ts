import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import * as fc from "fast-check";
import { extract } from "tar-stream";
import { describe, expect, it } from "vitest";
import { type BundleEntry, bundlePath, bundleTar, bundleTarBytes } from "#core/assignment/bundle.ts";

interface File {
  readonly path: string;
  readonly content: Uint8Array;
  readonly readOnly: boolean;
}

const segment = fc
  .oneof(fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }), fc.stringMatching(/^[a-z]{60,120}$/))
  .filter((name) => !/[/\0\\]|^\.\.?$/.test(name) && !name.includes("\ufffd") && name.isWellFormed());
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join("/"));
const file = fc.record({ path, content: fc.uint8Array({ maxLength: 2_000 }), readOnly: fc.boolean() });
const files = fc.uniqueArray(file, { selector: (each) => each.path, maxLength: 8 });

describe("the bundle of assets", () => {
  it("holds every file with its content, mode and owner, sorted by the bytes of its path", async () => {
    await fc.assert(
      fc.asyncProperty(files, async (given) => {
        const unpacked = await unpack(await bytesOf(given.map(entry)));

        const expected = given
          .toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
          .map(({ path: name, content, readOnly }) => ({
            name,
            content: Buffer.from(content).toString("hex"),
            mode: readOnly ? 0o444 : 0o664,
            owner: readOnly ? "0:0" : "1000:1000",
            mtime: 0,
            type: "file",
          }));
        expect(unpacked).toEqual(expected);
      }),
    );
  });

  it("does not depend on the order of the assets nor on how their bytes arrive", async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.nat(), fc.integer({ min: 1, max: 700 }), async (given, seed, chunkBytes) => {
        const shuffled = given.toSorted((a, b) => digest(a.path, seed).localeCompare(digest(b.path, seed)));

        const once = await bytesOf(given.map(entry));
        const again = await bytesOf(
          shuffled.map((each) => ({ ...entry(each), open: () => chunks(each.content, chunkBytes) })),
        );

        expect(again.equals(once)).toBe(true);
      }),
    );
  });

  it("has the size that was foretold", async () => {
    await fc.assert(
      fc.asyncProperty(files, async (given) => {
        const entries = given.map(entry);

        expect((await bytesOf(entries)).length).toBe(bundleTarBytes(entries));
      }),
    );
  });

  it("has the same bytes for ever, because releases are found by them", async () => {
    const tar = await bytesOf([
      entry({ path: "data/cities.csv", content: Buffer.from("Lisbon\n"), readOnly: true }),
      entry({ path: `long/${"n".repeat(200)}`, content: Buffer.alloc(600, 1), readOnly: false }),
    ]);

    expect(createHash("sha256").update(tar).digest("hex")).toBe(
      "7592f7690cec1ed2dc1311ea57058efc46bf84b3de9555020edba89a18f5d1ea",
    );
  });

  it("goes on only when it is asked to", async () => {
    let taken = 0;
    const endless: BundleEntry = {
      path: "large",
      sizeBytes: 1024 * 1024 * 1024,
      readOnly: true,
      open: async function* () {
        for (;;) {
          taken += 1;
          yield new Uint8Array(65_536);
        }
      },
    };
    const tar = bundleTar([endless]);

    for (let pulls = 0; pulls < 4; pulls += 1) await tar.next();
    await tar.return();

    expect(taken).toBe(3);
  });

  it.each([
    ["fewer", 9],
    ["more", 11],
  ])("refuses a source that gives %s bytes than it announced", async (_name, sizeBytes) => {
    const changed = { ...entry({ path: "a", content: new Uint8Array(10), readOnly: true }), sizeBytes };

    const error = await failureOf([changed]);

    expect(error).toMatchObject({
      code: "storage_unavailable",
      context: { path: "a", expectedBytes: sizeBytes },
    });
  });

  it("passes on what a source fails with", async () => {
    const broken = new Error("connection reset");
    const source = {
      ...entry({ path: "a", content: new Uint8Array(1), readOnly: true }),
      open: () => failing(broken),
    };

    expect(await failureOf([source])).toBe(broken);
  });

  it.each([
    ["two assets at one path", [sized("a", 1), sized("a", 1)], "two assets at a"],
    ["one that is too large", [sized("a", 2 * 1024 ** 3 + 1)], "a has 2147483649 bytes"],
    ["all together too large", [sized("a", 2 * 1024 ** 3), sized("b", 2 * 1024 ** 3)], "at most 4294967296"],
    ["too many", Array.from({ length: 201 }, (_, index) => sized(`f${index}`, 0)), "201 assets, at most 200"],
  ])("refuses %s before anything is read", async (_name, entries, detail) => {
    expect(await failureOf(entries)).toMatchObject({
      code: "assignment_invalid",
      context: { detail: expect.stringContaining(detail) as unknown },
    });
  });

  it("puts an asset below the folder of assets", () => {
    expect(bundlePath({ target: "/tmp/data/cities.csv" })).toBe("data/cities.csv");
  });
});

function entry({ path: name, content, readOnly }: File): BundleEntry {
  return { path: name, sizeBytes: content.length, readOnly, open: () => chunks(content, 1_000) };
}

/** Opening it is an error, for nothing may be read of a bundle that is refused. */
function sized(name: string, sizeBytes: number): BundleEntry {
  return { path: name, sizeBytes, readOnly: true, open: () => failing(new Error("opened")) };
}

async function* chunks(content: Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += chunkBytes) yield content.subarray(at, at + chunkBytes);
}

function failing(error: Error): Readable {
  return new Readable({
    read() {
      this.destroy(error);
    },
  });
}

async function bytesOf(entries: readonly BundleEntry[]): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of bundleTar(entries)) parts.push(part);
  return Buffer.concat(parts);
}

async function failureOf(entries: readonly BundleEntry[]): Promise<unknown> {
  try {
    await bytesOf(entries);
  } catch (error) {
    return error;
  }
  throw new Error("nothing failed");
}

async function unpack(tar: Buffer) {
  const unpacked: object[] = [];
  const extraction = extract();
  const sending = pipeline(Readable.from([tar]), extraction);
  for await (const item of extraction) {
    const { name, mode, uid, gid, mtime, type } = item.header;
    const content = (await buffer(item)).toString("hex");
    unpacked.push({ name, content, mode, owner: `${uid}:${gid}`, mtime: mtime?.getTime(), type });
  }
  await sending;
  return unpacked;
}

function digest(text: string, seed: number): string {
  return createHash("sha256").update(`${seed} ${text}`).digest("hex");
}
