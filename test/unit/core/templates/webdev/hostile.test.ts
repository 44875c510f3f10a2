import { describe, expect, it } from "vitest";
import { gradingLimits } from "#core/limits.ts";
import { templates } from "#core/templates/registry.ts";
import { judge } from "./judging.ts";

const anything = {
  tag: "p",
  attribute: "id",
  value: "x",
  target_page: "a",
  query_param: "b",
  child_tag: "p",
  parent_tag: "div",
  detail_tag: "p",
  class_names: ["*a*a*a*b"],
  prop: "color",
  style: "color",
  text: "a",
  html_file: "a.html",
  css_file: "a.css",
  feature: "x",
  method: "x",
  required_key: "id",
  js_file: "a.js",
  methods: ["x"],
  dir_path: "x",
  expected_structure: "x",
};

const size = 240_000;
const hostile: Readonly<Record<string, string | Uint8Array>> = {
  "elements in elements": "<div>".repeat(size / 5),
  "end tags of nothing": "<p>".repeat(size / 6) + "</x>".repeat(size / 8),
  "a tag of attributes": `<p ${Array.from({ length: size / 8 }, (_, index) => `a${index}`).join(" ")}>`,
  "a tag that does not end": `<p ${"a".repeat(size)}`,
  "comments that do not end": "<!--".repeat(size / 4),
  "a class of one letter": `<p class="${"a".repeat(size)}">`,
  "blocks in blocks": "a{".repeat(size / 2),
  "blocks that were not opened": "}".repeat(size),
  "conditions in conditions": `@media ${"(".repeat(size)}{`,
  "brackets in brackets": `a{b:${"(".repeat(size)}`,
  "functions in functions": `a{b:${"f(".repeat(size / 2)}`,
  "blanks before a colon": `a{color${" ".repeat(size)}:red}`,
  "lists in lists": "[".repeat(size),
  "calls in calls": "f(".repeat(size / 2),
  "functions that return functions": "()=>".repeat(size / 4),
  "names with escapes": "\\u0061".repeat(size / 6),
  "bytes that are no text": new Uint8Array(size).fill(0xff),
  "NUL bytes": new Uint8Array(size),
  nothing: "",
};

const functions = [...(templates.get("webdev")?.functions.keys() ?? [])];

describe("whatever a student uploads is a verdict, in little time", () => {
  it.each(Object.entries(hostile))("%s", { timeout: 60_000 }, async (_name, content) => {
    const files = { "a.html": content, "a.css": content, "a.js": content };
    for (const type of functions) {
      const given = templates.get("webdev")?.functions.get(type)?.parameters;
      const known = given === undefined ? [] : Object.entries(anything).filter(([key]) => takes(given, key));
      const verdict = await judge(type, Object.fromEntries(known), { files });
      expect(verdict.message.length).toBeLessThan(2_000);
    }
  });

  it("a file that is too large is not read", async () => {
    const content = "<p>".repeat(gradingLimits.parsedFileBytes);
    const verdict = await judge("has_tag", { tag: "p" }, { files: { "a.html": content } });

    expect(verdict).toEqual({
      score: 0,
      message: "a.html: The file is larger than 1 MiB, so it was not read.",
    });
  });

  it("a script that declares more names than a call may have arguments", async () => {
    const files = { "a.js": `var ${"a,".repeat(300_000)}a` };
    const verdict = await judge("count_global_vars", { max_allowed: 400_000 }, { files });

    expect(verdict).toMatchObject({ score: 100 });
  });

  it("a script whose expressions are nested too deeply", async () => {
    const verdict = await judge("count_global_vars", {}, { files: { "a.js": "[".repeat(200_000) } });

    expect(verdict).toMatchObject({ score: 0, message: expect.stringContaining("nested too deeply") });
  });
});

function takes(parameters: object, key: string): boolean {
  return "shape" in parameters && Object.hasOwn(Object(parameters.shape), key);
}
