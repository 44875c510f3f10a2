import { buffer } from "node:stream/consumers";
import * as fc from "fast-check";
import { type Header, extract } from "tar-stream";
import { describe, expect, it } from "vitest";
import { sha256Hex } from "#core/submission/ids.ts";
import { submissionTar } from "#runner/prepare/submission-tar.ts";
import { unpackSubmission } from "#runner/prepare/unpack-submission.ts";
import { submissionFiles } from "#test/support/submission-files.ts";

const file = (path: string, content = "x", executable = false) => ({
  path,
  content: Buffer.from(content),
  executable,
});

describe("submissionTar", () => {
  it("gives everything to the sandbox user, with the modes of files and folders", async () => {
    const tar = await submissionTar([file("run.sh", "#!/bin/sh", true), file("src/deep/main.py")], 1000);

    const headers = await headersOf(await buffer(tar.open()));

    expect(headers.map(({ name, type, mode }) => [name, type, mode.toString(8)])).toEqual([
      ["src/", "directory", "755"],
      ["src/deep/", "directory", "755"],
      ["run.sh", "file", "755"],
      ["src/deep/main.py", "file", "644"],
    ]);
    expect(
      headers.every(({ uid, gid, mtime }) => uid === 1000 && gid === 1000 && mtime.getTime() === 0),
    ).toBe(true);
  });

  it("knows its size and digest, and can be read more than once", async () => {
    const tar = await submissionTar([file("main.py")], 1000);

    const [first, second] = [await buffer(tar.open()), await buffer(tar.open())];

    expect(first.equals(second)).toBe(true);
    expect(first.length).toBe(tar.sizeBytes);
    expect(sha256Hex(first)).toBe(tar.sha256);
  });

  it("gives the same bytes for the same files", async () => {
    const files = [file("a.py"), file("b/ação.py", "ç")];

    expect((await submissionTar(files, 1000)).sha256).toBe((await submissionTar(files, 1000)).sha256);
  });

  it("holds exactly the files it was made of, whatever they are called", async () => {
    await fc.assert(
      fc.asyncProperty(submissionFiles(), async (files) => {
        const content = await buffer((await submissionTar(files, 1000)).open());

        expect(await unpackSubmission({ name: "work.tar", content })).toEqual(files);
      }),
      { numRuns: 300 },
    );
  });
});

async function headersOf(tar: Buffer): Promise<Header[]> {
  const headers: Header[] = [];
  const extractor = extract();
  extractor.end(tar);
  for await (const entry of extractor) {
    headers.push(entry.header);
    entry.resume();
  }
  return headers;
}
