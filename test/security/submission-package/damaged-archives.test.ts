import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safePath } from "#core/submission/path-rules.ts";
import { unpackSubmission } from "#runner/prepare/unpack-submission.ts";
import { craftTar, paxHeader } from "#test/support/craft-tar.ts";
import { craftZip } from "#test/support/craft-zip.ts";
import { pathsOf, pathsOrNone, refusal } from "#test/support/unpacking.ts";

describe("D8 damaged archives", () => {
  const honest = [
    { name: "main.py", content: "print()" },
    { name: "src/lib.py", content: Buffer.alloc(3_000, "x") },
  ];

  it.each([
    ["name", { name: "evil.py" }],
    ["method", { method: 8 }],
    ["size", { claimedBytes: 1 }],
  ])("refuses a zip whose two headers differ in the %s of an entry", async (_what, local) => {
    const archive = craftZip([{ name: "main.py", content: "print()", local }]);

    expect(await refusal("work.zip", archive)).toMatchObject({
      code: "archive_corrupt",
      context: { path: "main.py" },
    });
  });

  it("refuses content that does not match its checksum", async () => {
    const archive = craftZip([{ name: "main.py", content: "print()", crc: 1 }]);

    expect(await refusal("work.zip", archive)).toMatchObject({
      code: "archive_corrupt",
      context: { path: "main.py" },
    });
  });

  it.each([
    ["zip", Buffer.concat([craftZip(honest), Buffer.from("trailing garbage")])],
    ["tar", Buffer.concat([craftTar(honest), Buffer.alloc(512, "garbage")])],
    ["tgz", Buffer.concat([gzipSync(craftTar(honest)), Buffer.from("trailing garbage")])],
    ["tgz", Buffer.concat([gzipSync(craftTar(honest)), Buffer.alloc(8), Buffer.from("after zeros")])],
    ["tgz", gzipSync(Buffer.concat([craftTar(honest), craftTar([{ name: "second.py", content: "x" }])]))],
  ])("refuses a %s with data after its end", async (extension, content) => {
    expect(await refusal(`work.${extension}`, content)).toMatchObject({ code: "archive_corrupt" });
  });

  it("takes zeros after the end of a gzipped tar, which tape blocks leave", async () => {
    const content = Buffer.concat([gzipSync(craftTar(honest)), Buffer.alloc(512)]);

    expect(await pathsOf(content)).toEqual(["main.py", "src/lib.py"]);
  });

  it.each([
    ["zip", craftZip(honest)],
    ["tgz", gzipSync(craftTar(honest))],
    ["tar", craftTar(honest, Buffer.alloc(512))],
  ])("refuses a %s that was cut off anywhere", async (extension, whole) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: whole.length - 1 }), async (length) => {
        const content = whole.subarray(0, length);
        expect(await refusal(`work.${extension}`, content)).toMatchObject({ code: "archive_corrupt" });
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["zip", craftZip(honest.map((entry) => ({ ...entry, method: 8 })))],
    ["tar", craftTar([paxHeader({ path: "src/long.py" }), ...honest])],
  ])(
    "never does worse than refuse a %s with flipped bytes, and blames nobody else",
    async (extension, whole) => {
      const flips = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })), {
        minLength: 1,
        maxLength: 8,
      });

      await fc.assert(
        fc.asyncProperty(flips, async (changes) => {
          const content = Buffer.from(whole);
          for (const [at, bits] of changes) content[at] = (content[at] ?? 0) ^ bits;

          for (const path of await pathsOrNone(content, `work.${extension}`))
            expect(safePath(path)).toBe(path);
        }),
        { numRuns: 2_000 },
      );
    },
  );

  it.each([
    ["a zip named .tar.gz", "work.tar.gz", craftZip(honest)],
    ["a gzipped tar named .zip", "work.zip", gzipSync(craftTar(honest))],
    ["a tar named .py", "main.py", craftTar(honest)],
  ])("goes by the bytes, not by the name, of %s", async (_what, name, content) => {
    const files = await unpackSubmission({ name, content });

    expect(files.map(({ path }) => path)).toEqual(["main.py", "src/lib.py"]);
  });

  it.each(["work.zip", "work.tar", "work.tgz", "WORK.TAR.GZ"])(
    "refuses a text that is named %s",
    async (name) => {
      expect(await refusal(name, Buffer.from("print()"))).toMatchObject({
        code: "archive_corrupt",
        context: { path: name },
      });
    },
  );

  it("refuses an encrypted zip and names the entry", async () => {
    const archive = craftZip([
      { name: "secret.py", content: Buffer.alloc(20), claimedBytes: 8, flags: 0x801 },
    ]);

    expect(await refusal("work.zip", archive)).toMatchObject({
      code: "archive_encrypted",
      context: { path: "secret.py" },
    });
  });

  it("refuses a compression method it does not read, and says which", async () => {
    const archive = craftZip([{ name: "main.py", content: "x", method: 93 }]);

    expect(await refusal("work.zip", archive)).toMatchObject({
      code: "archive_unsupported",
      context: { path: "main.py", detail: "zip compression method 93" },
    });
  });

  it.each([
    ["7-Zip", "377abcaf271c0004"],
    ["RAR", "526172211a0701"],
    ["xz", "fd377a585a0000"],
    ["bzip2", "425a6839314159265359"],
    ["Zstandard", "28b52ffd0458"],
  ])("refuses %s by its bytes, whatever it is called", async (detail, magic) => {
    expect(await refusal("work.zip", Buffer.from(magic, "hex"))).toMatchObject({
      code: "archive_unsupported",
      context: { path: "work.zip", detail },
    });
  });

  it("refuses a gzip that holds no tar", async () => {
    expect(await refusal("main.py.gz", gzipSync("print()"))).toMatchObject({ code: "archive_unsupported" });
  });

  it.each([
    ["zip", craftZip([])],
    ["zip of folders", craftZip([{ name: "src/", mode: 0o40755 }])],
    ["tar", craftTar([])],
    ["tgz", gzipSync(craftTar([{ name: "./", type: "5" }]))],
    ["upload", Buffer.alloc(0)],
  ])("calls an empty %s empty", async (_what, content) => {
    expect(await refusal("work", content)).toMatchObject({
      code: "submission_empty",
      context: { path: "work" },
    });
  });

  it("refuses a folder that has content", async () => {
    const zip = craftZip([{ name: "src/", content: "x" }]);
    const tar = craftTar([{ name: "src/", content: Buffer.alloc(512, "x") }]);

    for (const content of [zip, tar]) {
      expect(await refusal("work", content)).toMatchObject({ code: "archive_corrupt" });
    }
  });
});
