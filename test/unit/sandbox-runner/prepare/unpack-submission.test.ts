import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { pack } from "tar-stream";
import { describe, expect, it } from "vitest";
import { ZipFile } from "yazl";
import type { SubmissionFile } from "#core/submission/file.ts";
import { unpackSubmission } from "#runner/prepare/unpack-submission.ts";
import { craftTar, paxHeader } from "#test/support/craft-tar.ts";
import { submissionFiles } from "#test/support/submission-files.ts";

describe("unpackSubmission", () => {
  it("takes what is no archive for one source file under its own name", async () => {
    const content = Buffer.from("print()");

    expect(await unpackSubmission({ name: "main.py", content })).toEqual([
      { path: "main.py", content, executable: false },
    ]);
  });

  it("keeps content that is not text as it is", async () => {
    const content = Buffer.from([0, 1, 2, 255, 254, 13, 10]);

    const [file] = await unpackSubmission({ name: "photo.bin", content });

    expect(file?.content).toEqual(content);
  });

  it("gives back from a zip what was put into it", async () => {
    await roundTrip(zipOf);
  });

  it("gives back from a tar what was put into it", async () => {
    await roundTrip(tarOf);
  });

  it("gives back from a gzipped tar what was put into it", async () => {
    await roundTrip(async (files) => gzipSync(await tarOf(files)));
  });

  it("reads a gzipped tar that came in several gzip members", async () => {
    const tar = await tarOf([file("main.py"), file("lib.py")]);
    const content = Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))]);

    expect(await pathsOf(content)).toEqual(["lib.py", "main.py"]);
  });

  it("reads what the tar of this machine writes: long names, other scripts, modes", async () => {
    const dir = mkdtempSync(join(tmpdir(), "assay-unpack-"));
    try {
      const long = `${"n".repeat(120)}.py`;
      mkdirSync(join(dir, "work", "src"), { recursive: true });
      writeFileSync(join(dir, "work", "run.sh"), "#!/bin/sh\n");
      chmodSync(join(dir, "work", "run.sh"), 0o755);
      writeFileSync(join(dir, "work", "ação.py"), "ç");
      writeFileSync(join(dir, "work", "src", long), "x");
      execFileSync("tar", ["-czf", "work.tgz", "./work"], { cwd: dir });

      const files = await unpackSubmission({
        name: "work.tgz",
        content: readFileSync(join(dir, "work.tgz")),
      });

      expect(files.map(({ path, executable }) => [path, executable])).toEqual([
        ["ação.py", false],
        ["run.sh", true],
        [`src/${long}`, false],
      ]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it("reads the tar dialects: v7 without a magic, GNU long names, pax paths and sizes", async () => {
    const v7 = craftTar([
      { name: "src/", type: "\0" },
      { name: "src/old.py", type: "\0", content: "1" },
    ]);
    v7.fill(0, 257, 265);
    const gnu = craftTar([
      { name: "././@LongLink", type: "L", content: `${"g".repeat(150)}\0` },
      { name: "cut", content: "2" },
    ]);
    const pax = craftTar([
      paxHeader({ comment: "a commit" }, "g"),
      paxHeader({ path: "pax.py", size: "3" }),
      { name: "cut", content: "345", sizeField: "00000000000\0" },
    ]);

    // A header without its magic has another checksum.
    v7.write(`${checksum(v7.subarray(0, 512)).toString(8).padStart(6, "0")}\0 `, 148);

    expect(await pathsOf(v7)).toEqual(["old.py"]);
    expect(await pathsOf(gnu)).toEqual(["g".repeat(150)]);
    expect(await unpackSubmission({ name: "work.tar", content: pax })).toMatchObject([
      { path: "pax.py", content: Buffer.from("345") },
    ]);
  });

  it("drops the one folder that everything was packed in, as GitHub does, but only one", async () => {
    const content = await zipOf([file("project-main/main.py"), file("project-main/src/lib.py")]);
    const nested = await zipOf([file("a/b/main.py"), file("a/b/lib.py")]);

    expect(await pathsOf(content)).toEqual(["main.py", "src/lib.py"]);
    expect(await pathsOf(nested)).toEqual(["b/lib.py", "b/main.py"]);
  });

  it("keeps a folder that the assignment expects", async () => {
    const content = await zipOf([file("src/Main.java"), file("src/Lib.java")]);

    const files = await unpackSubmission({ name: "work.zip", content, expectedPaths: ["src/Main.java"] });

    expect(files.map(({ path }) => path)).toEqual(["src/Lib.java", "src/Main.java"]);
  });

  it("leaves out what operating systems and git put beside the work, before it looks for the one folder", async () => {
    const content = await zipOf(
      [
        "work/main.py",
        "work/.DS_Store",
        "work/.git/hooks/post-checkout",
        "work/._main.py",
        "__MACOSX/work/._main.py",
        "Thumbs.db",
      ].map((path) => file(path)),
    );

    expect(await pathsOf(content)).toEqual(["main.py"]);
  });

  it("keeps hidden files that are part of the work", async () => {
    const content = await zipOf([file(".gitignore"), file(".eslintrc.json"), file("main.js")]);

    expect(await pathsOf(content)).toEqual([".eslintrc.json", ".gitignore", "main.js"]);
  });

  it("lists the files by the bytes of their paths", async () => {
    const content = await zipOf([
      file("é"),
      file("z"),
      file("a/b"),
      file("a-b"),
      file("B"),
      file("\u{1f600}"),
      file("\uff5e"),
    ]);

    expect(await pathsOf(content)).toEqual(["B", "a-b", "a/b", "z", "é", "\uff5e", "\u{1f600}"]);
  });
});

async function roundTrip(archiveOf: (files: readonly SubmissionFile[]) => Promise<Buffer>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(submissionFiles(), async (files) => {
      expect(await unpackSubmission({ name: "work", content: await archiveOf(files) })).toEqual(files);
    }),
    { numRuns: 200 },
  );
}

function file(path: string): SubmissionFile {
  return { path, content: Buffer.from("x"), executable: false };
}

async function pathsOf(content: Buffer): Promise<string[]> {
  return (await unpackSubmission({ name: "work", content })).map(({ path }) => path);
}

async function zipOf(files: readonly SubmissionFile[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { path, content, executable } of files) {
    zip.addBuffer(Buffer.from(content), path, { mode: executable ? 0o100755 : 0o100644 });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function tarOf(files: readonly SubmissionFile[]): Promise<Buffer> {
  const tar = pack();
  for (const { path, content, executable } of files) {
    tar.entry({ name: path, mode: executable ? 0o755 : 0o644 }, Buffer.from(content));
  }
  tar.finalize();
  return buffer(tar);
}

function checksum(header: Buffer): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}
