import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { createGzip, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { submissionLimits } from "#core/limits.ts";
import { unpackSubmission } from "#runner/prepare/unpack-submission.ts";
import { craftTar, paxHeader } from "#test/support/craft-tar.ts";
import { craftZip } from "#test/support/craft-zip.ts";
import { refusal, refusalAndGrowth } from "#test/support/unpacking.ts";

const MiB = 1024 * 1024;

describe("D4 zip bomb", () => {
  it("refuses 300 MB of zeros in a zip before it inflates them", async () => {
    const archive = craftZip([
      { name: "main.py", content: "print()" },
      { name: "zeros.bin", content: Buffer.alloc(300 * MiB), method: 8 },
    ]);

    const { error, grownBytes } = await refusalAndGrowth("bomb.zip", archive);

    expect(archive.length).toBeLessThan(MiB);
    expect(error).toMatchObject({
      code: "archive_too_large",
      context: { path: "zeros.bin", limitBytes: submissionLimits.fileBytes, sizeBytes: 300 * MiB },
    });
    expect(grownBytes).toBeLessThan(4 * MiB);
  });

  it("stops inflating 300 MB of zeros in a gzipped tar at its limit", async () => {
    const archive = await gzippedZeros(300);

    const { error, grownBytes } = await refusalAndGrowth("bomb.tgz", archive);

    expect(archive.length).toBeLessThan(MiB);
    expect(error.code).toBe("archive_too_large");
    expect(error.context["sizeBytes"]).toBeLessThan(submissionLimits.ratio * archive.length + 5 * MiB);
    expect(grownBytes).toBeLessThan(submissionLimits.unpackedBytes + 16 * MiB);
  });

  it("counts the members of a gzip together", async () => {
    const member = await gzippedZeros(20);
    const archive = Buffer.concat(Array.from({ length: 20 }, () => member));

    expect(await refusal("bomb.tgz", archive)).toMatchObject({ code: "archive_too_large" });
  });

  it("refuses an entry that claims 10 bytes and inflates to 50 MB, without inflating them", async () => {
    const archive = craftZip([
      { name: "zeros.bin", content: Buffer.alloc(50 * MiB), method: 8, claimedBytes: 10 },
    ]);

    const { error, grownBytes } = await refusalAndGrowth("bomb.zip", archive);

    expect(error).toMatchObject({ code: "archive_corrupt", context: { path: "zeros.bin" } });
    expect(error.context["detail"]).toContain("claims 10 bytes");
    expect(grownBytes).toBeLessThan(4 * MiB);
  });

  it("refuses an entry that claims more than it holds", async () => {
    const archive = craftZip([{ name: "main.py", content: "print()", method: 8, claimedBytes: 1_000 }]);

    expect(await refusal("work.zip", archive)).toMatchObject({ code: "archive_corrupt" });
  });

  it("refuses entries whose data lies inside that of another, which no ratio of one entry shows", async () => {
    const inner = { name: "b", content: Buffer.alloc(100, "b") };
    const innerWithItsHeader = craftZip([inner]).subarray(0, 30 + 1 + 100);
    const outerHeaderBytes = 30 + 1;
    const archive = craftZip([
      { name: "a", content: innerWithItsHeader },
      { ...inner, at: outerHeaderBytes },
    ]);

    const error = await refusal("work.zip", archive);

    expect(error).toMatchObject({ code: "archive_corrupt", context: { path: "b" } });
    expect(error.context["detail"]).toBe("its data overlaps that of a");
  });

  it("refuses 200 entries that point to the data of one", async () => {
    const content = Buffer.alloc(200_000);
    const first = { name: "0", content, method: 8 };
    const others = Array.from({ length: 200 }, (_, i) => ({ ...first, name: `${i + 1}`, at: 0 }));

    const { error, grownBytes } = await refusalAndGrowth("bomb.zip", craftZip([first, ...others]));

    expect(error).toMatchObject({ code: "archive_corrupt", context: { path: "1" } });
    expect(grownBytes).toBeLessThan(4 * MiB);
  });

  it("refuses many files that are too much together", async () => {
    const content = Buffer.alloc(40_000, "all work and no play ");
    const entries = Array.from({ length: 60 }, (_, i) => ({ name: `${i}.txt`, content, method: 8 }));
    const limits = { ...submissionLimits, unpackedBytes: 2 * MiB };

    const error = await refusal("work.zip", craftZip(entries), limits);

    expect(error).toMatchObject({
      code: "archive_too_large",
      context: { path: "52.txt", limitBytes: 2 * MiB },
    });
  });

  it("leaves archives inside an archive as they are, forty-two deep or not", async () => {
    let inner = craftZip([{ name: "zeros.bin", content: Buffer.alloc(50 * MiB), method: 8 }]);
    for (let depth = 0; depth < 5; depth++) {
      inner = craftZip(Array.from({ length: 16 }, (_, i) => ({ name: `lib${i}.zip`, content: inner })));
      if (inner.length > MiB) break;
    }

    const files = await unpackSubmission({ name: "42.zip", content: inner });

    expect(files).toHaveLength(16);
    expect(files.reduce((sum, { content }) => sum + content.length, 0)).toBeLessThan(inner.length);
  });

  it("refuses a tar header with a size that the archive cannot hold", async () => {
    const huge = Buffer.from([0x80, 0, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff]);

    for (const sizeField of [huge, "77777777777\0"]) {
      const archive = craftTar([{ name: "main.py", sizeField }]);
      expect(await refusal("work.tar", archive)).toMatchObject({
        code: "archive_corrupt",
        context: { path: "main.py" },
      });
    }
  });

  it.each([
    ["negative", Buffer.alloc(12, 0xff)],
    ["beyond what a number holds", Buffer.from([0x80, ...Buffer.alloc(11, 0xff)])],
    ["not a number", "12x45678901\0"],
    ["with a sign", "-0000000001\0"],
  ])("refuses a tar header whose size is %s", async (_what, sizeField) => {
    expect(await refusal("work.tar", craftTar([{ name: "main.py", sizeField }]))).toMatchObject({
      code: "archive_corrupt",
      context: { path: "main.py" },
    });
  });

  it("reads a million records of a pax header once, not for every entry", async () => {
    const records = paxHeader(
      Object.fromEntries(Array.from({ length: 300_000 }, (_, i) => [`k${i}`, ""])),
      "g",
    );
    const entries = Array.from({ length: 1_000 }, (_, i) => [
      paxHeader({ mtime: "1" }),
      { name: `${i}.txt`, content: "x" },
    ]);
    const started = performance.now();

    const files = await unpackSubmission({
      name: "work.tgz",
      content: gzipSync(craftTar([records, ...entries.flat()])),
    });

    expect(files).toHaveLength(1_000);
    // Merging them into every entry takes minutes.
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe("D5 tiny entries", () => {
  const tiny = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ name: `${i}.txt`, content: "" }));

  it("refuses a hundred thousand tiny entries of a zip before it reads the first", async () => {
    const { error, grownBytes } = await refusalAndGrowth("many.zip", craftZip(tiny(100_000)));

    expect(error).toMatchObject({
      code: "archive_too_many_entries",
      context: { limit: submissionLimits.entries, found: 100_000 },
    });
    expect(grownBytes).toBeLessThan(MiB);
  });

  it("refuses a hundred thousand tiny entries of a tar at the first too many", async () => {
    expect(await refusal("many.tar", craftTar(tiny(60_000)))).toMatchObject({
      code: "archive_too_many_entries",
      context: { limit: submissionLimits.entries, found: submissionLimits.entries + 1 },
    });
    expect((await refusal("many.tgz", gzipSync(craftTar(tiny(100_000))))).blame).toBe("student");
  });

  it("counts entries that are dropped, too", async () => {
    const objects = Array.from({ length: 2_001 }, (_, i) => ({ name: `.git/objects/${i}`, content: "" }));

    expect(await refusal("work.zip", craftZip(objects))).toMatchObject({ code: "archive_too_many_entries" });
  });

  it("takes exactly as many as are allowed", async () => {
    const files = await unpackSubmission({
      name: "work.zip",
      content: craftZip(tiny(submissionLimits.entries)),
    });

    expect(files).toHaveLength(submissionLimits.entries);
  });
});

async function gzippedZeros(mebibytes: number): Promise<Buffer> {
  const header = craftTar([{ name: "zeros.bin", sizeField: `${(mebibytes * MiB).toString(8)} ` }]).subarray(
    0,
    512,
  );
  const zeros = Array.from({ length: mebibytes }, () => Buffer.alloc(MiB));
  return buffer(Readable.from([header, ...zeros, Buffer.alloc(1024)]).pipe(createGzip()));
}
