import { describe, expect, it } from "vitest";
import { judge } from "./judging.ts";

describe("the files of a project", () => {
  it.each([
    ["check_dir_exists", { dir_path: "css" }, "css/a.css", 100],
    ["check_dir_exists", { dir_path: "css/" }, "css/deep/a.css", 100],
    ["check_dir_exists", { dir_path: "css" }, "other/css/a.css", 0],
    ["check_project_structure", { expected_structure: "css/a.css" }, "css/a.css", 100],
    ["check_project_structure", { expected_structure: "css" }, "css/a.css", 0],
  ])("%s of %o with %s is %i", async (type, parameters, path, expected) => {
    expect((await judge(type, parameters, { files: { [path]: "" } })).score).toBe(expected);
  });
});
