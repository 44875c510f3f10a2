import { describe, expect, it } from "vitest";
import { judge } from "./judging.ts";

const cases: readonly (readonly [type: string, js: string, parameters: object, score: number])[] = [
  ["js_uses_feature", "a => a", { feature: "=>" }, 100],
  ["uses_forbidden_method", "// eval\nconst a = 'eval'; evaluate()", { method: "eval" }, 100],
  ["uses_forbidden_method", "\\u0065val('1')", { method: "eval" }, 0],
  ["uses_forbidden_method", "document . write('x')", { method: "document.write" }, 0],
  ["uses_forbidden_method", "document?.write('x')", { method: "document.write(" }, 0],
  ["uses_forbidden_method", "var x", { method: "var " }, 0],
  ["count_global_vars", "for (let i = 0; ;) { const a = 1; } (() => { var b })()", {}, 100],
  ["count_global_vars", "if (x) { var a }", {}, 0],
  ["count_global_vars", "export const a = 1", {}, 0],
  ["js_uses_query_string_parsing", "// URLSearchParams", {}, 0],
  ["js_uses_query_string_parsing", "window.location.search", {}, 100],
  [
    "js_has_json_array_with_id",
    "const a = []; const b = [{ id: 1, t: [1] }, { 'id': 2 }, { other: 3 }, ...more];",
    { required_key: "id", min_items: 3 },
    66,
  ],
  ["js_has_json_array_with_id", "const a = [[{ id: 1 }], { id }]", { required_key: "id", min_items: 2 }, 50],
  ["js_has_json_array_with_id", "const a = 1", { required_key: "id", min_items: 0 }, 0],
  [
    "js_uses_dom_manipulation",
    "// x.append()\nx.append(y); x?.append(z); x.appendChild(y); append()",
    { methods: ["append", ".appendChild"], required_count: 5 },
    80,
  ],
  ["js_uses_dom_manipulation", "", { methods: [], required_count: 0 }, 100],
  ["count_global_vars", "import a from 'b'; await a()", {}, 100],
  ["count_global_vars", "with (a) { b() }", {}, 100],
];

describe("a script is judged by its syntax", () => {
  it.each(cases)("%s of %s with %o is %i", async (type, js, parameters, expected) => {
    expect((await judge(type, { ...parameters }, { files: { "app.js": js } })).score).toBe(expected);
  });

  it("counts every name that a declaration binds", async () => {
    const files = { "app.js": "let { a, b: [c = 1], ...d } = x, e;" };

    expect(await judge("count_global_vars", { max_allowed: 3 }, { files })).toEqual({
      score: 0,
      message: "app.js: Global variables: 4 (`a`, `c`, `d`, `e`); at most 3 allowed.",
    });
  });

  it("tells the line of a syntax error", async () => {
    const files = { "app.js": "let a;\nlet = = 1;\n" };

    expect(await judge("count_global_vars", {}, { files })).toEqual({
      score: 0,
      message: "app.js: The file could not be read: there is a syntax error in line 2.",
    });
  });
});

describe("frameworks", () => {
  const names = { html_file: "index.html", js_file: "app.js" };

  it.each([
    [{ "index.html": "<p>", "app.js": "new Vue()" }, 0],
    [{ "index.html": "<p>", "app.js": "x", "other.js": "new Vue()" }, 100],
    [{ "other.js": "new Vue()" }, 100],
    [{}, 0],
  ])("in %o score %i", async (files, expected) => {
    expect((await judge("has_no_js_framework", names, { files })).score).toBe(expected);
  });
});
