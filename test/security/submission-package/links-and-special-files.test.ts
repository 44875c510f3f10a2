import { describe, expect, it } from "vitest";
import { unpackSubmission } from "#runner/prepare/unpack-submission.ts";
import { craftTar, paxHeader } from "#test/support/craft-tar.ts";
import { type CraftedZipEntry, craftZip } from "#test/support/craft-zip.ts";
import { refusal } from "#test/support/unpacking.ts";

describe("D2 links", () => {
  const zipLink = (name: string, target: string): CraftedZipEntry => ({
    name,
    content: target,
    mode: 0o120777,
  });

  it("refuses a symbolic link in a zip and names it", async () => {
    const archive = craftZip([zipLink("notes.txt", "/etc/passwd")]);

    expect(await refusal("work", archive)).toMatchObject({
      code: "archive_link",
      context: { path: "notes.txt" },
    });
  });

  it("refuses a symbolic link whose entry says it was made on DOS", async () => {
    const archive = craftZip([zipLink("notes.txt", "/etc/passwd")]);
    archive.writeUInt8(0, archive.indexOf("PK\x01\x02") + 5);

    expect(await refusal("work", archive)).toMatchObject({ code: "archive_link" });
  });

  it.each([
    ["symbolic", "2"],
    ["hard", "1"],
  ])("refuses a %s link in a tar and names it", async (_kind, type) => {
    const archive = craftTar([{ name: "notes.txt", type, linkName: "/etc/passwd" }]);

    expect(await refusal("work", archive)).toMatchObject({
      code: "archive_link",
      context: { path: "notes.txt" },
    });
  });

  it("refuses a file that would be written through a link planted before it", async () => {
    const tar = craftTar([
      { name: "out", type: "2", linkName: "/tmp" },
      { name: "out/evil.py", content: "x" },
    ]);
    const zip = craftZip([zipLink("out", "/tmp"), { name: "out/evil.py", content: "x" }]);

    expect(await refusal("work", tar)).toMatchObject({ code: "archive_link", context: { path: "out" } });
    expect(await refusal("work", zip)).toMatchObject({ code: "archive_link", context: { path: "out" } });
  });
});

describe("D3 special files", () => {
  it.each([
    ["character device", "3"],
    ["block device", "4"],
    ["FIFO", "6"],
    ["sparse file", "S"],
  ])("refuses a %s in a tar and names it", async (what, type) => {
    const archive = craftTar([{ name: "dev/thing", type }]);

    expect(await refusal("work", archive)).toMatchObject({
      code: "archive_special_file",
      context: { path: "dev/thing", detail: what },
    });
  });

  it("refuses a sparse file in the clothes of pax", async () => {
    const archive = craftTar([paxHeader({ "GNU.sparse.major": "1" }), { name: "hole", content: "0\n" }]);

    expect(await refusal("work", archive)).toMatchObject({ code: "archive_special_file" });
  });

  it.each([
    ["FIFO", 0o010644],
    ["character device", 0o020644],
    ["block device", 0o060644],
    ["socket", 0o140644],
  ])("refuses a %s in a zip", async (what, mode) => {
    expect(await refusal("work", craftZip([{ name: "thing", mode }]))).toMatchObject({
      code: "archive_special_file",
      context: { path: "thing", detail: what },
    });
  });

  it("keeps of setuid, setgid and sticky modes only whether the owner may execute", async () => {
    const tar = craftTar([
      { name: "a", mode: 0o7755, content: "x" },
      { name: "b", mode: 0o7644, content: "x" },
    ]);
    const zip = craftZip([
      { name: "a", mode: 0o107755, content: "x" },
      { name: "b", mode: 0o107644, content: "x" },
    ]);

    for (const content of [tar, zip]) {
      const files = await unpackSubmission({ name: "work", content });
      expect(files.map(({ executable }) => executable)).toEqual([true, false]);
      expect(files.flatMap((file) => Object.keys(file).sort())).toEqual(
        Array.from({ length: 2 }, () => ["content", "executable", "path"]).flat(),
      );
    }
  });
});
