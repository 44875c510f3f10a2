import type { SubmissionFile } from "#core/submission/file.ts";

/** A student's site of the usual size: 24 KiB of HTML, 16 KiB of CSS, 8 KiB of JavaScript. */
export function website(): readonly SubmissionFile[] {
  return [
    file("index.html", page(repeat(120, article))),
    file("style.css", repeat(160, styleRule)),
    file("script.js", repeat(60, scriptFunction)),
  ];
}

const pageTests = [
  { type: "has_tag", parameters: { tag: "article", required_count: 100 } },
  { type: "has_attribute", parameters: { attribute: "id", required_count: 100 } },
  { type: "check_all_images_have_alt", parameters: {} },
  { type: "check_headings_sequential", parameters: {} },
  { type: "check_no_unclosed_tags", parameters: {} },
  { type: "has_class", parameters: { class_names: ["card*"], required_count: 100 } },
  { type: "check_internal_links", parameters: { required_count: 50 } },
];

const codeTests = [
  { type: "css_uses_property", parameters: { prop: "display", value: "flex" } },
  { type: "uses_relative_units", parameters: {} },
  { type: "check_id_selector_over_usage", parameters: { max_allowed: 5 } },
  { type: "check_media_queries", parameters: {} },
  { type: "count_global_vars", parameters: { max_allowed: 5 } },
  { type: "js_uses_dom_manipulation", parameters: { methods: ["querySelector"], required_count: 20 } },
];

/** Forty tests of that site, of all kinds, by two subjects and a penalty. */
export const fortyTests = {
  template: "webdev",
  criteria: {
    base: {
      weight: 100,
      subjects: [
        { subject_name: "Page", weight: 60, tests: named(20, pageTests) },
        { subject_name: "Style and script", weight: 40, tests: named(16, codeTests) },
      ],
    },
    penalty: { weight: 10, tests: named(4, pageTests) },
  },
};

function named(count: number, tests: readonly { readonly type: string; readonly parameters: object }[]) {
  return repeatList(count, (index) => ({ name: `test ${index}`, ...tests[index % tests.length] }));
}

function page(body: string): string {
  const head = `<head><title>Site</title><link rel="stylesheet" href="style.css"></head>`;
  return `<!doctype html>\n<html lang="en">${head}<body><main>\n${body}</main></body></html>\n`;
}

function article(index: number): string {
  return `<article id="part${index}" class="card wide">
  <h2>Part ${index}</h2>
  <p>Some text, <a href="#part${(index + 1) % 120}">the next part</a> and <img src="${index}.png" alt="view ${index}">.</p>
</article>\n`;
}

function styleRule(index: number): string {
  return `.card${index} > p:first-child { display: flex; margin: ${index / 10}rem auto; color: #123; }
@media (min-width: ${index}em) { .wide${index} { width: 50%; } }\n`;
}

function scriptFunction(index: number): string {
  return `function show${index}(id) {
  const part = document.querySelector("#part" + id);
  if (part !== null) part.classList.toggle("open");
}\n`;
}

function file(path: string, text: string): SubmissionFile {
  return { path, content: Buffer.from(text), executable: false };
}

function repeat(count: number, one: (index: number) => string): string {
  return repeatList(count, one).join("");
}

function repeatList<T>(count: number, one: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => one(index));
}
