import { describe, expect, it } from "vitest";
import { submissionLimits } from "#core/limits.ts";
import { craftTar, paxHeader } from "#test/support/craft-tar.ts";
import { craftZip } from "#test/support/craft-zip.ts";
import { eachFormat, formats, pathsOf, refusal } from "#test/support/unpacking.ts";

describe("D6 long names", () => {
  const longNames = [
    ["a path of 4 KiB", Array.from({ length: 19 }, () => "d".repeat(215)).join("/")],
    ["a name of 256 bytes", "n".repeat(256)],
    ["a name of 256 bytes in 128 characters", "é".repeat(128)],
    ["a path 21 deep", Array.from({ length: 21 }, () => "d").join("/")],
  ] as const;

  describe.each(eachFormat)("in a %s", (_format, archiveOf) => {
    it.each(longNames)("refuses %s and names its beginning", async (_attack, name) => {
      const error = await refusal("work", archiveOf(name));

      expect(error).toMatchObject({
        code: "archive_name_invalid",
        context: { limit: expect.any(Number), found: expect.any(Number) },
      });
      expect(String(error.context["path"]).length).toBeLessThanOrEqual(201);
      expect(name.startsWith(String(error.context["path"]).replace(/…$/, ""))).toBe(true);
    });

    it("takes a name of 255 bytes and a path 20 deep", async () => {
      const deep = Array.from({ length: 20 }, () => "d").join("/");

      expect(await pathsOf(archiveOf("n".repeat(255)))).toContain("n".repeat(255));
      expect(await pathsOf(archiveOf(deep))).toContain(deep);
    });
  });
});

describe("D7 deceptive names", () => {
  const deceptive = [
    ["a text direction override", "evil\u202eyp.txt", "evil\\u{202e}yp.txt"],
    ["a text direction isolate", "\u2066main.py", "\\u{2066}main.py"],
    ["a newline", "main.py\nok", "main.py\\u{a}ok"],
    ["an escape sequence", "\u001b[2Jmain.py", "\\u{1b}[2Jmain.py"],
    ["a line separator", "main\u2028.py", "main\\u{2028}.py"],
    ["a trailing dot", "main.py.", "main.py."],
    ["a trailing space", "main.py ", "main.py "],
    ["a folder with a trailing dot", "src./main.py", "src./main.py"],
    ["only dots", "...", "..."],
    ["an empty part", "src//main.py", "src//main.py"],
  ] as const;

  describe.each(eachFormat)("in a %s", (_format, archiveOf) => {
    it.each(deceptive)("refuses %s and shows it harmlessly", async (_attack, name, shown) => {
      expect(await refusal("work", archiveOf(name))).toMatchObject({
        code: "archive_name_invalid",
        context: { path: shown },
      });
    });

    it.each([
      ["twice the same name", "main.py"],
      ["names that differ by case", "MAIN.py"],
      ["a file that is a folder too", "main.py/x"],
      ["a file that is a folder too, by case", "Main.Py/x"],
    ])("refuses %s and names both", async (_attack, name) => {
      expect(await refusal("work", archiveOf(name))).toMatchObject({
        code: "archive_name_conflict",
        context: { path: name, other: "main.py" },
      });
    });
  });

  it("refuses a NUL in a name, which would end it for a program in C", async () => {
    const zip = craftZip([{ name: "main.py\0.txt", content: "x" }]);
    const pax = craftTar([paxHeader({ path: "main.py\0.txt" }), { name: "x", content: "x" }]);

    for (const content of [zip, pax]) {
      expect(await refusal("work", content)).toMatchObject({
        code: "archive_name_invalid",
        context: { path: "main.py\\u{0}.txt" },
      });
    }
  });

  it("refuses names that are not UTF-8 where they must be", async () => {
    const name = Buffer.from([0x61, 0xff, 0xfe, 0x2e, 0x70, 0x79]);

    for (const content of [craftZip([{ name, content: "x" }]), craftTar([{ name, content: "x" }])]) {
      expect(await refusal("work", content)).toMatchObject({ code: "archive_name_invalid" });
    }
  });

  it("reads names of old Windows archives, which say they are not UTF-8, in code page 437", async () => {
    const name = Buffer.from([0x72, 0x65, 0x6c, 0x61, 0x74, 0xa2, 0x72, 0x69, 0x6f, 0x2e, 0x70, 0x79]);

    expect(await pathsOf(craftZip([{ name, flags: 0, content: "x" }]))).toEqual(["relatório.py"]);
  });

  it("refuses a composed and a decomposed spelling of one name", async () => {
    const entries = [
      { name: "caf\u00e9.py", content: "1" },
      { name: "cafe\u0301.py", content: "2" },
    ];

    for (const content of [craftZip(entries), craftTar(entries)]) {
      expect(await refusal("work", content)).toMatchObject({ code: "archive_name_conflict" });
    }
  });

  it.each([
    ["ß and SS", "stra\u00dfe", "STRASSE"],
    ["the two small sigmas", "\u03c3", "\u03c2"],
  ])("refuses names that only case folding shows to be one: %s", async (_what, one, other) => {
    const entries = [
      { name: one, content: "1" },
      { name: other, content: "2" },
    ];

    expect(await refusal("work", craftZip(entries))).toMatchObject({ code: "archive_name_conflict" });
  });

  it("returns a decomposed name composed", async () => {
    expect(await pathsOf(formats.zip("cafe\u0301.py"))).toContain("caf\u00e9.py");
  });
});

describe("D11 hostile metadata: the name of the upload", () => {
  it.each([
    ["a climb", "..", "archive_path_unsafe"],
    ["a control character", "main\u0007.py", "archive_name_invalid"],
    ["a text direction override", "evil\u202eyp.txt", "archive_name_invalid"],
    ["a name of 300 bytes", "n".repeat(300), "archive_name_invalid"],
  ])("refuses a single file with %s", async (_what, name, code) => {
    expect(await refusal(name, Buffer.from("print()"))).toMatchObject({ code });
  });

  it("refuses an upload that is larger than any may be", async () => {
    const content = Buffer.alloc(submissionLimits.uploadBytes + 1);

    expect(await refusal("main.py", content)).toMatchObject({
      code: "submission_too_large",
      context: { limitBytes: submissionLimits.uploadBytes, sizeBytes: content.length },
    });
  });
});
