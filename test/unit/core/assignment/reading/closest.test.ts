import { describe, expect, it } from "vitest";
import { closest, suggest } from "#core/assignment/reading/closest.ts";

const known = ["weight", "subjects_weight", "subject_name", "tests", "type"];

describe("a name that is nearly known", () => {
  it.each([
    ["wieght", "weight"],
    ["Weight", "weight"],
    ["weigth", "weight"],
    ["test", "tests"],
    ["tyep", "type"],
    ["name", "subject_name"],
    ["subject-name", "subject_name"],
  ])("%s is taken for %s", (name, meant) => {
    expect(closest(name, known)).toBe(meant);
  });

  it.each(["colour", "", "x", "t".repeat(10_000)])("%s is taken for nothing", (name) => {
    expect(closest(name, known)).toBeUndefined();
  });

  it("is suggested, else everything there is to choose from", () => {
    expect(suggest("tets", known)).toBe("did you mean 'tests'?");
    expect(suggest("colour", ["a", "b"])).toBe("use one of: a, b");
    expect(suggest("colour", [])).toBe("remove it");
  });
});
