import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settleFiles } from "#core/submission/settle-files.ts";
import { submissionFiles } from "#test/support/submission-files.ts";

const files = (...paths: string[]) =>
  paths.map((path) => ({ path, content: Buffer.from(path), executable: false }));
const settled = (paths: readonly string[], expected?: readonly string[]) =>
  settleFiles(files(...paths), expected).map(({ path }) => path);

describe("settleFiles", () => {
  it("drops the one folder that holds everything, once", () => {
    expect(settled(["work/main.py", "work/src/lib.py"])).toEqual(["main.py", "src/lib.py"]);
    expect(settled(["a/b/c.py"])).toEqual(["b/c.py"]);
  });

  it("keeps everything where it is when a file lies at the root, or folders are two", () => {
    expect(settled(["README", "src/main.py"])).toEqual(["README", "src/main.py"]);
    expect(settled(["a/main.py", "ab/main.py"])).toEqual(["a/main.py", "ab/main.py"]);
    expect(settled(["main.py"])).toEqual(["main.py"]);
  });

  it("keeps a folder that the assignment names", () => {
    expect(settled(["src/main.py"], ["src/main.py"])).toEqual(["src/main.py"]);
    expect(settled(["src/main.py"], ["src2/main.py", "main.py"])).toEqual(["main.py"]);
  });

  it("refuses a file that another path needs as a folder, at any depth", () => {
    expect(() => settled(["a/b", "a/b/c/d"])).toThrow(
      expect.objectContaining({ code: "archive_name_conflict", context: { path: "a/b/c/d", other: "a/b" } }),
    );
  });

  it("gives the same list for the same files in any order", () => {
    fc.assert(
      fc.property(
        submissionFiles().chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          expect(settleFiles(shuffled)).toEqual(all);
        },
      ),
    );
  });
});
