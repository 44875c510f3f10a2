import { describe, expect, it } from "vitest";
import { namedPaths } from "#core/assignment/named-paths.ts";
import { readAssignment } from "#core/assignment/read-assignment.ts";

const text = `
template: [webdev, input_output]
languages: [node]
criteria:
  base:
    weight: 100
    subjects_weight: 50
    subjects:
      - subject_name: files
        weight: 1
        tests:
          - { name: check_dir_exists, dir_path: css }
          - { name: check_project_structure, expected_structure: js/app.js }
    tests:
      - { name: has_tag, tag: p, file: site/index.html }
      - { name: dont_fail, program_command: CMD }
  bonus:
    weight: 10
    tests:
      - { name: has_no_js_framework, html_file: a.html, js_file: a.js }
setup: { node: { required_files: [src/index.js] } }
`;

describe("the submitted paths that an assignment names", () => {
  it("are required files, the files of tests, and those in parameters", () => {
    const read = readAssignment(text, "assignment.yaml");

    expect(read.ok && namedPaths(read.assignment)).toEqual([
      "src/index.js",
      "css/",
      "js/app.js",
      "site/index.html",
      "a.html",
      "a.js",
    ]);
  });
});
