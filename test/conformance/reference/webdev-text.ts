import { count, fraction, literal, type Model, number, text, texts } from "./model.ts";

const signs = [
  "react.js",
  "react.dom",
  "ReactDOM.render",
  "vue.js",
  "new Vue",
  "angular.js",
  "@angular/core",
];

/** The rules of the reference system about style sheets, scripts and folders: all of them are about text. */
export const textModels: Readonly<Record<string, Model>> = {
  css_uses_property: ({ content, get }) =>
    has(content, `${literal(text(get("prop")))}\\s*:\\s*.*${literal(text(get("value")))}`, "i"),
  has_style: ({ content, get }) =>
    fraction(
      count(content, new RegExp(`${literal(text(get("style")))}\\s*:\\s*[^;]+;`, "gi")),
      number(get("count")),
    ),
  count_over_usage: ({ content, get }) =>
    content.split(text(get("text"))).length - 1 <= number(get("max_allowed")) ? 100 : 0,
  check_id_selector_over_usage: ({ content, get }) =>
    idsOf(content) <= number(get("max_allowed")) ? 100 : 0,
  uses_relative_units: ({ content }) => has(content, String.raw`\b(em|rem|%|vh|vw)\b`),
  check_media_queries: ({ content }) => has(content, String.raw`@media\s+[^{]+\{`),
  check_flexbox_usage: ({ content }) => has(content, String.raw`\b(display\s*:\s*flex|flex-)`),
  js_uses_feature: ({ content, get }) => (content.includes(text(get("feature"))) ? 100 : 0),
  uses_forbidden_method: ({ content, get }) => (content.includes(text(get("method"))) ? 0 : 100),
  count_global_vars: ({ content, get }) =>
    count(content, /^\s*(var|let|const)\s+/gm) <= number(get("max_allowed")) ? 100 : 0,
  js_uses_query_string_parsing: ({ content }) =>
    has(content, String.raw`URLSearchParams|window\.location\.search`),
  js_has_json_array_with_id: ({ content, get }) => {
    const array = /(?:var|let|const)\s+\w+\s*=\s*(\[.*?\]);?/s.exec(content)?.[1];
    if (array === undefined) return 0;
    const keys = new RegExp(`"${literal(text(get("required_key")))}"\\s*:`, "g");
    return fraction(count(array, keys), number(get("min_items")));
  },
  js_uses_dom_manipulation: ({ content, get }) => {
    const found = texts(get("methods")).map((name) => count(content, new RegExp(`\\.${literal(name)}`, "g")));
    return fraction(
      found.reduce((sum, each) => sum + each, 0),
      number(get("required_count")),
    );
  },
  has_no_js_framework: ({ files, get }) => {
    const both = `${files[text(get("html_file"))] ?? ""}${files[text(get("js_file"))] ?? ""}`;
    return signs.some((sign) => both.includes(sign)) ? 0 : 100;
  },
  check_dir_exists: ({ files, get }) => {
    const folder = `${text(get("dir_path")).replace(/\/+$/, "")}/`;
    return Object.keys(files).some((name) => name.startsWith(folder)) ? 100 : 0;
  },
  check_project_structure: ({ files, get }) =>
    Object.hasOwn(files, text(get("expected_structure"))) ? 100 : 0,
};

function has(content: string, pattern: string, flags = ""): number {
  return new RegExp(pattern, flags).test(content) ? 100 : 0;
}

/** Ids outside of blocks and directly in those of `@media`; comments and strings are passed over. */
function idsOf(css: string): number {
  const tokens = /\/\*.*?\*\/|"[^"]*"|'[^']*'|@media\b|[{}]|#[a-zA-Z_][\w-]*/gis;
  const selects = [true];
  let media = false;
  let found = 0;
  for (const [token] of css.matchAll(tokens)) {
    if (token.startsWith("@")) media = true;
    else if (token === "{") {
      selects.push(media);
      media = false;
    } else if (token === "}" && selects.length > 1) selects.pop();
    else if (token.startsWith("#") && selects.at(-1) === true) found += 1;
  }
  return found;
}
