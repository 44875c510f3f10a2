import { describe, expect, it } from "vitest";
import { judge } from "./judging.ts";

async function score(type: string, html: string, parameters: Readonly<Record<string, unknown>> = {}) {
  return (await judge(type, parameters, { files: { "index.html": html } })).score;
}

const cases: readonly (readonly [type: string, html: string, parameters: object, score: number])[] = [
  ["has_tag", "<p>1<p>2", { tag: "P", required_count: 3 }, 66],
  ["has_tag", "<p>", { tag: "p", required_count: null }, 100],
  ["has_tag", "<!-- <p> --><script>'<p>'</script><title><p></title>", { tag: "p", required_count: 1 }, 0],
  ["has_forbidden_tag", "<CENTER>x</CENTER>", { tag: "center" }, 0],
  ["has_attribute", "<a HREF><a href='x'><a>", { attribute: "href", required_count: 4 }, 50],
  ["check_attribute_and_value", '<input type="Text">', { tag: "input", attribute: "type", value: "text" }, 0],
  ["check_attribute_and_value", '<img alt="">', { tag: "img", attribute: "alt", value: "" }, 100],
  [
    "check_attribute_and_value",
    '<iframe sandbox="a b">',
    { tag: "iframe", attribute: "sandbox", value: "b" },
    100,
  ],
  ["check_attribute_and_value", '<label for="a b">', { tag: "label", attribute: "for", value: "b" }, 0],
  ["check_attribute_and_value", '<img width="100">', { tag: "img", attribute: "width", value: 100 }, 100],
  ["check_attribute_and_value", "<img>", { tag: "img", attribute: "class", value: "" }, 0],
  ["check_attribute_and_value", '<p class=" a  b ">', { tag: "p", attribute: "class", value: "a b" }, 100],
  ["check_internal_links", '<a href="#x"><a href="#x"><p id=x>', { required_count: 2 }, 100],
  ["check_internal_links", "", {}, 0],
  ["check_internal_links_to_article", '<a href="#x"><p id=x><article id=x>', { required_count: 1 }, 0],
  ["check_no_unclosed_tags", "<html><body><br><img/><div/><p></p>", {}, 100],
  ["check_no_unclosed_tags", "</p><p>", {}, 0],
  ["check_no_unclosed_tags", "<!-- <b> -->", {}, 100],
  ["check_no_unclosed_tags", "<script>if (1 < b) '<i>'</script>", {}, 100],
  [
    "link_points_to_page_with_query_param",
    '<a href="a.html?id=1"><a href="a.html?id="><a href="a.html"><a href="./a.html?id=1"><a href="a.html?x=1&id=%20#t">',
    { target_page: "a.html", query_param: "id", required_count: 4 },
    50,
  ],
  [
    "link_points_to_page_with_query_param",
    '<a href="https://example.org/a.html?id=1">',
    { target_page: "/a.html", query_param: "id", required_count: 1 },
    100,
  ],
  ["check_tag_not_inside", "<p></p><p><b><i></i></b></p>", { child_tag: "i", parent_tag: "p" }, 0],
  ["check_tag_not_inside", "<p></p><i></i><p></p>", { child_tag: "i", parent_tag: "p" }, 100],
  ["check_headings_sequential", "<h1>", {}, 100],
  ["check_headings_sequential", "<h2><h3><h1><h3>", {}, 0],
  ["check_bootstrap_linked", '<link href="BOOTSTRAP.css">', {}, 100],
  ["check_bootstrap_linked", '<a href="bootstrap.css">', {}, 0],
  ["check_bootstrap_usage", '<link href="bootstrap.css">', {}, 0],
  ["check_bootstrap_usage", "<p>", {}, 100],
  ["uses_semantic_tags", "<div>", {}, 40],
  ["check_css_linked", '<link rel="icon" href="s.css">', {}, 0],
  ["check_head_details", "<title>t</title>", { detail_tag: "title" }, 0],
  ["check_head_details", "<head><title>t</title></head>", { detail_tag: "title" }, 100],
  ["check_all_images_have_alt", "<p>", {}, 100],
  ["has_class", '<p class="a b"><p class="ab">', { class_names: ["a*", "*b", "a"], required_count: 10 }, 50],
  ["has_class", '<p class="a">', {}, 100],
  ["check_html_direct_children", "<html><head></head><body></body><p></p></html>", {}, 0],
  ["check_html_direct_children", "<html><body><head></head></body></html>", {}, 0],
  ["check_no_inline_styles", "<style>p { color: red }</style>", {}, 100],
];

describe("a page is judged as it is written", () => {
  it.each(cases)("%s of %s with %o is %i", async (type, html, parameters, expected) => {
    expect(await score(type, html, { ...parameters })).toBe(expected);
  });
});

describe("which file a test looks at", () => {
  const tag = { tag: "p", required_count: 1 };

  it.each([
    ["the first page by its path", { "b.html": "<p>", "a.css": "", "c.htm": "" }, undefined, 100],
    ["the only file, whatever it is called", { "page.php": "<p>" }, undefined, 100],
    ["the one that it names", { "a.html": "", "page.tpl": "<p>" }, "page.tpl", 100],
    ["none, when what it names was not submitted", { "a.html": "<p>" }, "b.html", 0],
    ["none, when there is no page", { "a.css": "<p>", "b.js": "<p>" }, undefined, 0],
  ])("is %s", async (_name, files, file, expected) => {
    const verdict = await judge("has_tag", tag, { files, ...(file === undefined ? {} : { file }) });

    expect(verdict.score).toBe(expected);
  });
});

describe("what a student is told of a page", () => {
  it("names the file and what was counted", async () => {
    const { message } = await judge(
      "has_tag",
      { tag: "p", required_count: 2 },
      { files: { "index.html": "<p>" } },
    );

    expect(message).toBe("index.html: `<p>` occurs once, of 2 required.");
  });

  it("names open tags with their lines, and not all of very many", async () => {
    const { message } = await judge(
      "check_no_unclosed_tags",
      {},
      { files: { "index.html": "<div>\n<b>\n</div>\n" } },
    );
    const many = await judge("check_no_unclosed_tags", {}, { files: { "index.html": "<p>\n".repeat(100) } });

    expect(message).toBe("index.html: A tag has no end tag: `<b>` in line 2.");
    expect(many.message).toMatch(/^index\.html: 100 tags have no end tag: .*`<p>` in line 5, …\.$/);
  });

  it("is in the student's language", async () => {
    const { message } = await judge(
      "check_head_details",
      { detail_tag: "title" },
      { files: { "index.html": "" }, locale: "pt_br" },
    );

    expect(message).toBe("index.html: Não há `<head>`.");
  });
});
