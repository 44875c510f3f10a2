import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AssayError } from "#core/errors.ts";
import { safePath } from "#core/submission/path-rules.ts";

describe("safePath", () => {
  it.each([
    ["main.py", "main.py"],
    ["./main.py", "main.py"],
    ["././src/main.py", "src/main.py"],
    [".gitignore", ".gitignore"],
    ["..main.py", "..main.py"],
    ["cafe\u0301.py", "caf\u00e9.py"],
    ["a b (final).py", "a b (final).py"],
    ["日本語/課題.py", "日本語/課題.py"],
    ["👩‍🚀.py", "👩‍🚀.py"],
  ])("takes '%s' as '%s'", (name, path) => {
    expect(safePath(name)).toBe(path);
  });

  it.each([
    ["..", "archive_path_unsafe"],
    ["/", "archive_path_unsafe"],
    ["", "archive_name_invalid"],
    [".", "archive_name_invalid"],
    ["./", "archive_name_invalid"],
    ["src/./main.py", "archive_name_invalid"],
    ["src/", "archive_name_invalid"],
    ["half a pair \ud83d", "archive_name_invalid"],
    ["broken \ufffd", "archive_name_invalid"],
  ])("refuses '%s'", (name, code) => {
    expect(() => safePath(name)).toThrow(expect.objectContaining({ code }));
  });

  it("counts bytes, not characters, and says how many there are and may be", () => {
    const limits = { depth: 2, pathBytes: 10, nameBytes: 6 };

    expect(safePath("ççç/abc", limits)).toBe("ççç/abc");
    expect(() => safePath("çççç", limits)).toThrow(
      expect.objectContaining({ context: expect.objectContaining({ found: 8, limit: 6 }) }),
    );
    expect(() => safePath("ççç/çç", limits)).toThrow(
      expect.objectContaining({ context: expect.objectContaining({ found: 11, limit: 10 }) }),
    );
    expect(() => safePath("a/b/c", limits)).toThrow(
      expect.objectContaining({ context: expect.objectContaining({ found: 3, limit: 2 }) }),
    );
  });

  it("refuses, or gives a path that it gives back unchanged, and so does every end of that path", () => {
    const piece = fc.oneof(
      fc.constantFrom("a", "..", ".", "/", "./", "\\", ":", "C:", "é", "e\u0301", " ", "\u202e", "\0"),
      fc.string({ unit: "binary", maxLength: 4 }),
    );

    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const path = pathOrNone(pieces.join(""));
        if (path === null) return;
        const segments = path.split("/");
        for (const from of segments.keys()) {
          const end = segments.slice(from).join("/");
          expect(safePath(end)).toBe(end);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});

function pathOrNone(name: string): string | null {
  try {
    return safePath(name);
  } catch (error) {
    expect(error).toBeInstanceOf(AssayError);
    return null;
  }
}
