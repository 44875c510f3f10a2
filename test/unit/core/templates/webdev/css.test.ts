import { describe, expect, it } from "vitest";
import { judge } from "./judging.ts";

const cases: readonly (readonly [type: string, css: string, parameters: object, score: number])[] = [
  ["css_uses_property", "a { Display: FLEX }", { prop: "display", value: "flex" }, 100],
  ["css_uses_property", "a { display: inline-flex }", { prop: "display", value: "flex" }, 100],
  ["css_uses_property", "a { background-color: red }", { prop: "color", value: "red" }, 100],
  ["css_uses_property", "/* a { color: red } */", { prop: "color", value: "red" }, 0],
  ["css_uses_property", "a { margin: 0\n  auto }", { prop: "margin", value: "0 auto" }, 100],
  ["css_uses_property", "@media print { a { color: red } }", { prop: "color", value: "red" }, 100],
  ["css_uses_property", "a:hover { b:hover { color: red } }", { prop: "color", value: "red" }, 100],
  ["css_uses_property", "a { --x: { color: red; } }", { prop: "color", value: "red" }, 0],
  ["css_uses_property", "@media (max-width: 600px) { }", { prop: "max-width", value: "600px" }, 100],
  ["css_uses_property", "@supports ((a: b) and (c: d)) { }", { prop: "c", value: "d" }, 100],
  ["css_uses_property", "a { color: blue }", { prop: "color", value: "" }, 100],
  ["css_uses_property", "a { color: red }", { prop: "color", value: "red;" }, 100],
  ["css_uses_property", "a { color: red", { prop: "color", value: "red" }, 100],
  ["has_style", "a { margin: 1px } b { margin: 2px; margin-top: 0 }", { style: "margin", count: 4 }, 50],
  ["has_style", 'a { content: "margin: 1px;" }', { style: "margin", count: 1 }, 0],
  ["count_over_usage", "aaa", { text: "aa", max_allowed: 1 }, 100],
  ["check_id_selector_over_usage", "#a, p:not(#b) { color: #abc; #c { } }", { max_allowed: 2 }, 0],
  ["check_id_selector_over_usage", "#a, p:not(#b) { color: #abc; #c { } }", { max_allowed: 3 }, 100],
  ["check_id_selector_over_usage", "@supports (a: #b) { p { } }", {}, 100],
  ["check_id_selector_over_usage", "#a { } #1b { } #-c { } #--d { }", { max_allowed: 3 }, 100],
  ["check_id_selector_over_usage", "#a { } #1b { } #-c { } #--d { }", { max_allowed: 2 }, 0],
  ["check_flexbox_usage", "a { -ms-flex-align: center }", {}, 100],
  ["uses_relative_units", "a { width: 1e2em }", {}, 100],
  ["uses_relative_units", "a { width: calc(100% - 2px) }", {}, 100],
  ["uses_relative_units", "a { color: hsl(1, 50%, 50%); margin: 1px }", {}, 0],
  ["uses_relative_units", "a { height: 100DVH }", {}, 100],
  ["uses_relative_units", "a { font-family: 'rem'; flex: 1fr; transition: 1s }", {}, 0],
  ["uses_relative_units", "/* 2em */ @media (min-width: 40em) { }", {}, 0],
  ["check_media_queries", "@media(max-width: 1px) { }", {}, 100],
  ["check_media_queries", "@MEDIA print{a{}}", {}, 100],
  ["check_media_queries", "@media { }", {}, 0],
  ["check_media_queries", "/* @media print { } */ @import url(x) screen;", {}, 0],
  ["check_flexbox_usage", "a { display : flex }", {}, 100],
  ["check_flexbox_usage", ".flex-box { display: block }", {}, 0],
];

describe("a style sheet is judged by its rules", () => {
  it.each(cases)("%s of %s with %o is %i", async (type, css, parameters, expected) => {
    expect((await judge(type, { ...parameters }, { files: { "style.css": css } })).score).toBe(expected);
  });
});

describe("unused classes", () => {
  const names = { html_file: "index.html", css_file: "style.css" };
  const html = '<p class="a b md:flex w-1/2 2xl">';

  it.each([
    [String.raw`.md\:flex { } .w-1\/2 { } .\32 xl { }`, 100],
    [String.raw`.md\:grid { }`, 0],
    [".a { } @media print { p.b:hover > i { } }", 100],
    [".a { } .c .d { }", 0],
    ["p { background: url(x.c); margin: .5em }", 100],
    ["@keyframes x { 0.5% { } }", 100],
  ])("of %s score %i", async (css, expected) => {
    const files = { "index.html": html, "style.css": css };

    expect((await judge("count_unused_css_classes", names, { files })).score).toBe(expected);
  });

  it("are named", async () => {
    const files = { "index.html": html, "style.css": ".a { } .c .d { }" };
    const { message } = await judge("count_unused_css_classes", names, { files });

    expect(message).toBe("style.css: Classes that the page does not use: `c`, `d`.");
  });

  it.each(["index.html", "style.css"])("are not looked for without %s", async (missing) => {
    const files = Object.fromEntries(
      Object.entries({ "index.html": html, "style.css": ".a { }" }).filter(([path]) => path !== missing),
    );

    expect(await judge("count_unused_css_classes", names, { files })).toEqual({
      score: 0,
      message: `The file '${missing}' was not submitted.`,
    });
  });
});
