import { existsSync, globSync, readFileSync } from "node:fs";
import { posix, resolve } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safePath } from "#core/submission/path-rules.ts";
import { unpackSubmission } from "#runner/prepare/unpack-submission.ts";
import { craftTar } from "#test/support/craft-tar.ts";
import { craftZip } from "#test/support/craft-zip.ts";
import { eachFormat, namedInTar, pathsOrNone, refusal } from "#test/support/unpacking.ts";

describe("D1 zip-slip", () => {
  const escapes = [
    ["a climb out of the root", "../evil.py"],
    ["a climb in the middle", "src/../../evil.py"],
    ["a climb that would end inside", "src/../evil.py"],
    ["an absolute path", "/tmp/evil.py"],
    ["an absolute path after ./", ".//tmp/evil.py"],
    ["a drive letter", "C:evil.py"],
    ["a drive with a root", "C:/evil.py"],
    ["a drive letter below a folder that would be dropped", "src/C:/evil.py"],
    ["a backslash climb", "..\\evil.py"],
    ["a network share", "\\\\host\\share\\evil.py"],
    ["a backslash inside", "src\\evil.py"],
  ] as const;

  describe.each(eachFormat)("in a %s", (_format, archiveOf) => {
    it.each(escapes)("refuses %s and names it", async (_attack, name) => {
      const error = await refusal("work", archiveOf(name));

      expect(error).toMatchObject({ code: "archive_path_unsafe", context: { path: name } });
      expect(error.context["detail"]).toEqual(expect.any(String));
    });
  });

  it("refuses a climb in the name of a folder, which has no content of its own", async () => {
    expect(await refusal("work", craftZip([{ name: "../evil/", mode: 0o40755 }]))).toMatchObject({
      code: "archive_path_unsafe",
      context: { path: "../evil" },
    });
    expect(await refusal("work", craftTar([{ name: "../evil/", type: "5" }]))).toMatchObject({
      code: "archive_path_unsafe",
    });
  });

  it("refuses a climb that hides in the prefix field of ustar", async () => {
    const archive = craftTar([{ name: "evil.py", prefix: "../..", content: "x" }]);

    expect(await refusal("work", archive)).toMatchObject({ context: { path: "../../evil.py" } });
  });

  it("refuses a climb that a folder of noise pretends to cover", async () => {
    const archive = craftZip([{ name: "__MACOSX/../../evil.py", content: "x" }]);

    expect(await refusal("work", archive)).toMatchObject({ code: "archive_path_unsafe" });
  });

  it("writes nothing, whatever an archive names", async () => {
    const marker = `assay-escape-${crypto.randomUUID()}`;
    const names = [`../${marker}`, `/tmp/${marker}`, marker, `a/../../${marker}`];

    for (const name of names) {
      for (const [, archiveOf] of eachFormat) {
        await unpackSubmission({ name: "work", content: archiveOf(name) }).catch(() => undefined);
      }
    }

    expect(names.filter((name) => existsSync(resolve(name)))).toEqual([]);
  });

  it("has no file system to write to", () => {
    const unpackers = globSync("sandbox-runner/prepare/{unpack-*,read-tar,read-zip,gunzip,archive-*}.ts");
    const sources = unpackers.map((path) => readFileSync(path, "utf8"));

    expect(sources.length).toBeGreaterThanOrEqual(6);
    expect(sources.filter((source) => /from "node:(fs|child_process)/.test(source))).toEqual([]);
  });

  it("never returns a path that escapes or breaks a rule, for any name in any format", async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "..",
        ".",
        "",
        "/",
        "\\",
        "C:",
        "~",
        "a",
        "A",
        "é",
        "e\u0301",
        "\0",
        "\n",
        "\u202e",
        ".",
      ),
      fc.string({ unit: "binary", maxLength: 12 }),
    );
    const name = fc
      .array(piece, { minLength: 1, maxLength: 6 })
      .chain((pieces) => fc.constantFrom(pieces.join("/"), pieces.join("")));

    await fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 4 }), async (names) => {
        const entries = names.map((one, index) => ({ name: one, content: `${index}` }));
        const archives = [
          craftZip(entries),
          craftTar(entries.flatMap(({ name: one, content }) => namedInTar(one, content))),
        ];
        for (const content of archives) {
          for (const path of await pathsOrNone(content)) {
            expect(safePath(path)).toBe(path);
            expect(posix.resolve("/app", path).startsWith("/app/")).toBe(true);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
