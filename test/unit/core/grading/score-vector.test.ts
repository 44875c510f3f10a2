import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { uniquePaths } from "#core/grading/score-vector.ts";

describe("keys of a score vector", () => {
  it("stay as they are when they are unique", () => {
    expect(uniquePaths(["base/a", "base/b"])).toEqual(["base/a", "base/b"]);
  });

  it("get a number where a name repeats", () => {
    expect(uniquePaths(["base/a", "base/a", "base/a"])).toEqual(["base/a", "base/a#2", "base/a#3"]);
  });

  it("leave a name alone that already ends in a number", () => {
    expect(uniquePaths(["base/a", "base/a", "base/a#2"])).toEqual(["base/a", "base/a#3", "base/a#2"]);
  });

  it("are unique for any names, and every first one keeps its own", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "a#2", "a#2#2", "a#3", "b")), (paths) => {
        const unique = uniquePaths(paths);
        expect(new Set(unique).size).toBe(paths.length);
        for (const path of new Set(paths)) expect(unique[paths.indexOf(path)]).toBe(path);
      }),
    );
  });
});
