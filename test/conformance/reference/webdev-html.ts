import { load } from "cheerio";
import { fraction, number, text, texts, type Model } from "./model.ts";

/** What a parser of HTML must know by name; every other element is read as one that it knows nothing of. */
const known = new Set(
  "script style area base br col embed hr img input keygen link meta param source track wbr".split(" "),
);

/** The document as it is written: what a browser would add, move or close is not there, as in the reference system. */
function read(html: string) {
  const neutral = html.replaceAll(/<(\/?)([a-z][^\s/>]*)/gi, (tag, slash: string, name: string) =>
    known.has(name.toLowerCase()) ? tag : `<${slash}x-${name}`,
  );
  const $ = load(neutral, { xml: { xmlMode: false, lowerCaseTags: true, recognizeSelfClosing: true } });
  $("*").each((_, node) => {
    if ("tagName" in node) node.tagName = node.tagName.replace(/^x-/, "");
  });
  return $;
}

type Page = ReturnType<typeof read>;

function tagsOf($: Page, from = $("*")) {
  return from.toArray().flatMap((node) => ("attribs" in node ? [node] : []));
}

function elements(html: string) {
  return tagsOf(read(html));
}

const named = (html: string, name: string) => elements(html).filter((each) => each.tagName === name);
const having = (html: string, attribute: string) =>
  elements(html).filter(({ attribs }) => Object.hasOwn(attribs, attribute));
const wordsOf = (value: string) => value.split(/\s+/).filter((word) => word !== "");

/** Attributes that are lists of words, of every element or of some. */
const lists = ["class", "accesskey", "dropzone"];
const listsOf: Readonly<Record<string, readonly string[]>> = {
  a: ["rel", "rev"],
  link: ["rel", "rev"],
  area: ["rel"],
  td: ["headers"],
  th: ["headers"],
  form: ["accept-charset"],
  object: ["archive"],
  iframe: ["sandbox"],
  output: ["for"],
};

function hasValue(html: string, tag: string, attribute: string, value: string): boolean {
  return named(html, tag).some(({ attribs, tagName }) => {
    const own = attribs[attribute];
    if (own === undefined) return value === "";
    const list = lists.includes(attribute) || listsOf[tagName]?.includes(attribute) === true;
    if (!list) return own === value;
    return wordsOf(own).includes(value) || wordsOf(own).join(" ") === value;
  });
}

function linked(html: string, article: boolean): number {
  const $ = read(html);
  const byId = (id: string) => tagsOf($).find(({ attribs }) => attribs["id"] === id);
  return named(html, "a").filter(({ attribs }) => {
    const href = attribs["href"] ?? "";
    if (!href.startsWith("#") || href === "#") return false;
    const target = byId(href.slice(1));
    return target !== undefined && (!article || target.tagName === "article");
  }).length;
}

function linksTo(html: string, page: string, parameter: string): number {
  return named(html, "a").filter(({ attribs }) => {
    const [before = "", query = ""] = (attribs["href"] ?? "")
      .trim()
      .replace(/#.*$/s, "")
      .split(/\?(.*)/s);
    const path = before.replace(/^[A-Za-z][\w+.-]*:/, "").replace(/^\/\/[^/]*/, "");
    return path === page && new URLSearchParams(query).getAll(parameter).some((value) => value !== "");
  }).length;
}

function hasBootstrap(html: string): boolean {
  const address = (tag: string, key: string) => named(html, tag).map(({ attribs }) => attribs[key] ?? "");
  return [...address("link", "href"), ...address("script", "src")].some((each) => /bootstrap/i.test(each));
}

/** The scan that is not of a document but of the text of a file, comments cut out. */
export function leavesOpen(html: string, also: ReadonlySet<string> = new Set()): boolean {
  const open: string[] = [];
  for (const [tag, name = ""] of html
    .replace(/<!--.*?-->/gs, "")
    .matchAll(/<\/?([a-zA-Z][a-zA-Z0-9]*)\b[^>]*?>/g)) {
    const lower = name.toLowerCase();
    if (unscanned.has(lower) || also.has(lower) || tag.endsWith("/>")) continue;
    if (!tag.startsWith("</")) open.push(lower);
    else if (open.includes(lower)) open.splice(open.lastIndexOf(lower), 1);
  }
  return open.length > 0;
}

const unscanned = new Set(
  "area base br col embed hr img input link meta param source track wbr html head body".split(" "),
);

/** The rules of the reference system about pages. Each is given the file that is looked at. */
export const htmlModels: Readonly<Record<string, Model>> = {
  has_tag: ({ content, get }) =>
    fraction(named(content, text(get("tag"))).length, number(get("required_count"))),
  has_forbidden_tag: ({ content, get }) => (named(content, text(get("tag"))).length > 0 ? 0 : 100),
  has_attribute: ({ content, get }) =>
    fraction(having(content, text(get("attribute"))).length, number(get("required_count"))),
  check_attribute_and_value: ({ content, get }) =>
    hasValue(content, text(get("tag")), text(get("attribute")), text(get("value"))) ? 100 : 0,
  check_no_inline_styles: ({ content }) => (having(content, "style").length > 0 ? 0 : 100),
  check_internal_links: ({ content, get }) =>
    content === "" ? 0 : fraction(linked(content, false), number(get("required_count"))),
  check_internal_links_to_article: ({ content, get }) =>
    content === "" ? 0 : fraction(linked(content, true), number(get("required_count"))),
  check_no_unclosed_tags: ({ content }) => (leavesOpen(content) ? 0 : 100),
  link_points_to_page_with_query_param: ({ content, get }) =>
    fraction(
      linksTo(content, text(get("target_page")), text(get("query_param"))),
      number(get("required_count")),
    ),
  check_tag_not_inside: ({ content, get }) => {
    const $ = read(content);
    const parent = tagsOf($).find(({ tagName }) => tagName === text(get("parent_tag")));
    const inside = parent === undefined ? [] : tagsOf($, $(parent).find("*"));
    return inside.some(({ tagName }) => tagName === text(get("child_tag"))) ? 0 : 100;
  },
  check_headings_sequential: ({ content }) => {
    const levels = elements(content)
      .flatMap(({ tagName }) => /^h([1-6])$/.exec(tagName)?.[1] ?? [])
      .map(Number);
    return levels.some((level, index) => level > (levels[index - 1] ?? 6) + 1) ? 0 : 100;
  },
  check_bootstrap_linked: ({ content }) => (hasBootstrap(content) ? 100 : 0),
  check_bootstrap_usage: ({ content }) => (hasBootstrap(content) ? 0 : 100),
  uses_semantic_tags: ({ content }) =>
    ["article", "section", "nav", "aside", "figure"].some((tag) => named(content, tag).length > 0) ? 100 : 40,
  check_css_linked: ({ content }) => (hasValue(content, "link", "rel", "stylesheet") ? 100 : 0),
  check_head_details: ({ content, get }) => {
    const $ = read(content);
    const inside = tagsOf($, $("head").first().find("*"));
    return inside.some(({ tagName }) => tagName === text(get("detail_tag"))) ? 100 : 0;
  },
  check_all_images_have_alt: ({ content }) => {
    const images = named(content, "img");
    return fraction(
      images.filter(({ attribs }) => (attribs["alt"] ?? "").trim() !== "").length,
      images.length,
    );
  },
  has_class: ({ content, get }) => {
    const words = having(content, "class").flatMap(({ attribs }) => wordsOf(attribs["class"] ?? ""));
    const patterns = texts(get("class_names")).map(
      (name) => new RegExp(`^(?:${name.replaceAll("*", "\\S*")})$`),
    );
    const hits = patterns.flatMap((pattern) => words.filter((word) => pattern.test(word)));
    return fraction(hits.length, number(get("required_count")));
  },
  check_html_direct_children: ({ content }) => {
    const $ = read(content);
    const names = tagsOf($, $("html").first().children()).map(({ tagName }) => tagName);
    const right = names.every((name) => name === "head" || name === "body");
    return right && names.includes("head") && names.includes("body") ? 100 : 0;
  },
};

/** The same of any parent, where the reference system looks into the first only. */
export const insideAnyParent: Model = ({ content, get }) => {
  const $ = read(content);
  const parents = tagsOf($).filter(({ tagName }) => tagName === text(get("parent_tag")).toLowerCase());
  const inside = parents.flatMap((parent) => tagsOf($, $(parent).find("*")));
  return inside.some(({ tagName }) => tagName === text(get("child_tag")).toLowerCase()) ? 0 : 100;
};

/** The words of all class attributes of a page. */
export function classesUsed(html: string): ReadonlySet<string> {
  return new Set(having(html, "class").flatMap(({ attribs }) => wordsOf(attribs["class"] ?? "")));
}
