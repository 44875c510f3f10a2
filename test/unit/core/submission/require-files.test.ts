import { describe, expect, it } from "vitest";
import type { Language } from "#core/assignment/language.ts";
import { readAssignment } from "#core/assignment/read-assignment.ts";
import { AssayError } from "#core/errors.ts";
import { requireFiles } from "#core/submission/require-files.ts";
import { definition, test } from "#test/unit/core/assignment/definition-v1/examples.ts";
import { submitted } from "#test/unit/core/submitted.ts";

type Json = Readonly<Record<string, unknown>>;

const tag = (changes: Json = {}) => test("has_tag", { tag: "main" }, { name: "a main part", ...changes });
const loops = (changes: Json = {}) =>
  test("forbidden_keyword", { forbidden_keywords: ["for_loop"] }, changes);
const page = (...tests: readonly Json[]) => definition(tests, { templates: ["webdev"] });
const rules = (changes: Json = {}) =>
  definition([loops(changes)], { templates: ["static_analysis"], languages: ["python", "java"] });

/** What a submission with these files comes to before anything runs. */
function refusal(file: Json, paths: readonly string[], language: Language = "python") {
  const reading = readAssignment(JSON.stringify(file), "assignment.json");
  if (!reading.ok) expect.fail(JSON.stringify(reading.findings));
  try {
    requireFiles(reading.assignment, submitted(...paths), language);
    return undefined;
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    return { code: error.code, blame: error.blame, ...error.context };
  }
}

const student = { blame: "student" };
const missing = (paths: string) => ({ code: "required_file_missing", ...student, paths });

describe("under definition v1, a test for one file", () => {
  it("takes the only one of its kind, whatever else there is", () => {
    expect(refusal(page(tag()), ["README.md", "docs/a.txt", "index.html"])).toBeUndefined();
  });

  it("does not choose among several", () => {
    expect(refusal(page(tag()), ["a.html", "b.htm", "c.css"])).toEqual({
      code: "ambiguous_file_target",
      ...student,
      test: "a main part",
      paths: "a.html, b.htm",
    });
    const many = Array.from({ length: 12 }, (_, index) => `${index}.html`);
    expect(refusal(page(tag()), many)).toMatchObject({ paths: expect.stringMatching(/9\.html, …$/) });
  });

  it("takes the one that it names among several, and no other in its place", () => {
    expect(refusal(page(tag({ file: "b.html" })), ["a.html", "b.html"])).toBeUndefined();
    expect(refusal(page(tag({ file: "b.html" })), ["a.html", "B.html"])).toEqual(missing("b.html"));
  });

  it("says which kind of file is missing", () => {
    expect(refusal(page(tag()), ["style.css"])).toEqual(missing("*.html"));
  });
});

describe("under definition v1, a test of sources", () => {
  it("looks at all of the language, of which there must be one", () => {
    expect(refusal(rules(), ["a.py", "b.py", "README.md"])).toBeUndefined();
    expect(refusal(rules(), ["Main.java"])).toEqual(missing("*.py"));
  });

  it("does not take a source of another language", () => {
    expect(refusal(rules({ file: "main.py" }), ["main.py", "Main.java"], "java")).toEqual({
      code: "unsupported_file_type",
      ...student,
      test: "a test",
      path: "main.py",
    });
  });
});

it("a test of two files needs both that its parameters name", () => {
  const unused = test("count_unused_css_classes", { html_file: "index.html", css_file: "site.css" });

  expect(refusal(page(unused), ["index.html", "site.css", "other.html"])).toBeUndefined();
  expect(refusal(page(unused), ["index.html"])).toEqual(missing("site.css"));
});

it("a test of the whole project needs nothing but the file that it names", () => {
  const exists = (file: string | null) =>
    page(test("check_project_structure", { expected_structure: "a/b" }, { file }));

  expect(refusal(exists(null), ["x.txt"])).toBeUndefined();
  expect(refusal(exists("x.txt"), ["x.txt"])).toBeUndefined();
  expect(refusal(exists("y.txt"), ["x.txt"])).toEqual(missing("y.txt"));
});

it("everything that is missing is said at once, and once", () => {
  const file = definition([tag({ id: "a" }), tag({ id: "b", file: "x.html" })], {
    templates: ["webdev"],
    preparation: { languages: { python: { required_files: ["main.py", "x.html"] } } },
  });

  expect(refusal(file, ["README.md"])).toEqual(missing("main.py, x.html, *.html"));
});

describe("in our own spelling", () => {
  const own = (changes: Json) => ({
    template: "webdev",
    criteria: { base: { weight: 100, tests: [{ name: "has_tag", tag: "main" }] } },
    ...changes,
  });

  it("nothing is refused for what a test looks at", () => {
    expect(refusal(own({}), ["a.html", "b.html"])).toBeUndefined();
    expect(refusal(own({ file_selection: "lenient" }), [])).toBeUndefined();
  });

  it("the strict selection of definition v1 can be asked for", () => {
    expect(refusal(own({ file_selection: "strict" }), ["a.html", "b.html"])).toMatchObject({
      code: "ambiguous_file_target",
    });
  });
});
