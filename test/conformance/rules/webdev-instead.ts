import {
  classesUsed,
  htmlModels,
  insideAnyParent,
  leavesOpen,
} from "#test/conformance/reference/webdev-html.ts";
import {
  count,
  fraction,
  literal,
  type Looked,
  type Model,
  number,
  text,
  texts,
} from "#test/conformance/reference/model.ts";
import { type Css, hasRelativeUnit, oneBlank, readCss } from "#test/conformance/reference/css-text.ts";
import { arraysOf, codeOf, globalsOf, readJs, wholeCode } from "#test/conformance/reference/js-syntax.ts";
import { textModels } from "#test/conformance/reference/webdev-text.ts";

/** Where a function decides otherwise: why, and what it gives instead, computed without the function itself. */
export interface Instead {
  readonly reason: string;
  readonly score: Model;
}

/** By function; several where it does so for several reasons. */
export const webdevInstead: Readonly<Record<string, readonly Instead[]>> = {
  has_tag: [noCase("has_tag", ["tag"]), noTags("has_tag")],
  has_forbidden_tag: [noCase("has_forbidden_tag", ["tag"]), noTags("has_forbidden_tag")],
  has_attribute: [noCase("has_attribute", ["attribute"]), noTags("has_attribute")],
  check_attribute_and_value: [
    noCase("check_attribute_and_value", ["tag", "attribute"]),
    noTags("check_attribute_and_value"),
    {
      reason: "an attribute that is not there has no value, not even an empty one",
      score: (looked) => (text(looked.get("value")) === "" ? emptyValue(looked) : undefined),
    },
  ],
  check_head_details: [noCase("check_head_details", ["detail_tag"]), noTags("check_head_details")],
  check_tag_not_inside: [{ reason: "inside any of the parents, not only the first", score: insideAnyParent }],
  check_no_unclosed_tags: [
    {
      reason: "what looks like a tag in a script, a style or a text field is text, as a browser reads it",
      score: ({ content }) => (leavesOpen(withoutText(content)) ? 0 : 100),
    },
    {
      reason: "a comment that does not end goes on to the end of the page, as a browser reads it",
      score: ({ content }) =>
        leavesOpen(withoutText(content.replaceAll(/<!--.*?-->/gs, "").replace(/<!--.*$/s, ""))) ? 0 : 100,
    },
    {
      reason: "`frame` and `keygen` are void elements too",
      score: ({ content }) =>
        leavesOpen(withoutText(content), new Set(["frame", "keygen", "basefont", "bgsound"])) ? 0 : 100,
    },
  ],
  check_css_linked: [
    {
      reason: "the words of `rel` are the same in any case of letters",
      score: (looked) => htmlModels["check_css_linked"]?.(withContent(looked, looked.content.toLowerCase())),
    },
  ],
  has_class: [
    {
      reason: "a class name is no regular expression: only * stands for something else",
      score: (looked) => {
        const names = texts(looked.get("class_names")).map((name) => name.split("*").map(literal).join("*"));
        return htmlModels["has_class"]?.(withParameters(looked, { class_names: names }));
      },
    },
  ],
  css_uses_property: [
    declared(({ declarations, conditions }, { get }) => {
      const property = text(get("prop")).trim().toLowerCase();
      const value = oneBlank(text(get("value")).replace(/;\s*$/, ""));
      const uses = [...declarations, ...conditions].some(
        (each) => each.property.endsWith(property) && oneBlank(each.value).includes(value),
      );
      return uses ? 100 : 0;
    }),
  ],
  has_style: [
    declared(({ declarations }, { get }) => {
      const property = text(get("style")).trim().toLowerCase();
      return fraction(
        declarations.filter((each) => each.property.endsWith(property)).length,
        number(get("count")),
      );
    }),
  ],
  check_media_queries: [
    declared(({ atRules }) => (atRules.some((prelude) => /^@media\b[\s(]*\S/i.test(prelude)) ? 100 : 0)),
  ],
  check_flexbox_usage: [
    declared(({ declarations }) =>
      declarations.some(
        ({ property, value }) =>
          /\bflex-/.test(property) || (property === "display" && /^flex(?![\w-])/i.test(value)),
      )
        ? 100
        : 0,
    ),
  ],
  check_id_selector_over_usage: [
    declared(({ selectors }, { get }) => {
      const ids = selectors.join(" ").match(/#(?:--|-?[^\s\d-])/g) ?? [];
      return ids.length <= number(get("max_allowed")) ? 100 : 0;
    }),
  ],
  uses_relative_units: [
    {
      reason: "a unit is found where it follows its number, and a selector is no unit",
      score: ({ content }) => (hasRelativeUnit(readCss(content)) ? 100 : 0),
    },
  ],
  count_unused_css_classes: [
    {
      reason:
        "the submitted files are read, which the reference system never hands to the test; files in a parameter are nobody's submission",
      score: ({ files, get }) => {
        const html = files[text(get("html_file"))];
        const css = files[text(get("css_file"))];
        if (html === undefined || css === undefined) return 0;
        const used = classesUsed(html);
        const selected = readCss(css)
          .selectors.join(" ")
          .matchAll(/\.(-?[A-Za-z_][\w-]*)/g);
        return [...selected].every((match) => used.has(match[1] ?? "")) ? 100 : 0;
      },
    },
  ],
  uses_forbidden_method: [
    noScript(),
    inCode((code, { get }) => {
      const method = text(get("method")).trim();
      if (/["'`]/.test(method)) return undefined;
      return wholeCode(method).test(code) ? 0 : 100;
    }),
  ],
  js_uses_dom_manipulation: [
    noScript(),
    inCode((code, { get }) => {
      const found = texts(get("methods")).map((method) => {
        const names = method
          .replace(/^\./, "")
          .split(".")
          .map(literal)
          .join(String.raw`\s*\.\s*`);
        return count(code, new RegExp(String.raw`\.\s*${names}`, "g"));
      });
      return fraction(
        found.reduce((sum, each) => sum + each, 0),
        number(get("required_count")),
      );
    }),
  ],
  js_uses_query_string_parsing: [
    noScript(),
    inCode((code) =>
      wholeCode("URLSearchParams").test(code) || wholeCode("window.location.search").test(code) ? 100 : 0,
    ),
  ],
  count_global_vars: [
    noScript(),
    {
      reason: "variables are counted by their scope, one for each name that is bound",
      score: ({ content, get }) => {
        const root = readJs(content);
        if (root === undefined) return undefined;
        return globalsOf(root) <= number(get("max_allowed")) ? 100 : 0;
      },
    },
  ],
  js_has_json_array_with_id: [
    noScript(),
    {
      reason: "objects are counted as JavaScript reads them, however they are nested and quoted",
      score: ({ content, get }) => {
        const root = readJs(content);
        if (root === undefined) return undefined;
        const arrays = arraysOf(root, text(get("required_key")));
        return arrays.length === 0 ? 0 : fraction(Math.max(...arrays), number(get("min_items")));
      },
    },
  ],
};

/** Functions that look at one file, and the kind of it that we look for where a test names none. */
export function kindOf(type: string): RegExp | undefined {
  if (Object.hasOwn(htmlModels, type)) return /\.x?html?$/i;
  if (/^(?:js_|uses_forbidden_method|count_global_vars)/.test(type)) return /\.[mc]?js$/i;
  if (
    ["count_unused_css_classes", "has_no_js_framework"].includes(type) ||
    /^check_(?:dir|project)/.test(type)
  )
    return undefined;
  return Object.hasOwn(textModels, type) ? /\.css$/i : undefined;
}

function withContent(looked: Looked, content: string): Looked {
  return { ...looked, content };
}

function withParameters(looked: Looked, parameters: Readonly<Record<string, unknown>>): Looked {
  const get = (name: string) => (Object.hasOwn(parameters, name) ? parameters[name] : looked.get(name));
  return { ...looked, get };
}

/** The function with its names in the case of letters that a parser gives them. */
function noCase(type: string, names: readonly string[]): Instead {
  return {
    reason: "names of tags and attributes are the same in any case of letters",
    score: (looked) => {
      const lower = Object.fromEntries(names.map((name) => [name, text(looked.get(name)).toLowerCase()]));
      const changed = names.some((name) => lower[name] !== text(looked.get(name)));
      return changed ? htmlModels[type]?.(withParameters(looked, lower)) : undefined;
    },
  };
}

function noTags(type: string): Instead {
  return {
    reason: "what looks like a tag in a script, a style or a text field is text, as a browser reads it",
    score: (looked) => htmlModels[type]?.(withContent(looked, withoutText(looked.content))),
  };
}

function emptyValue(looked: Looked): number | undefined {
  const having = htmlModels["has_attribute"];
  const tag = `<${text(looked.get("tag"))}\\b[^>]*\\s${literal(text(looked.get("attribute")))}(?:=(?:""|''))?[\\s/>]`;
  return having === undefined ? undefined : new RegExp(tag, "i").test(looked.content) ? 100 : 0;
}

/** A page without what stands inside of scripts, styles and text fields. */
function withoutText(html: string): string {
  return html
    .replaceAll(/<!\[CDATA\[.*?>/gs, "")
    .replaceAll(/(<(script|style|textarea|title)\b[^>]*>).*?(<\/\2\s*>)/gis, "$1$3");
}

function declared(score: (css: Css, looked: Looked) => number): Instead {
  return {
    reason: "declarations and rules are read as a browser reads them, not comments, strings and selectors",
    score: (looked) => score(readCss(looked.content), looked),
  };
}

function inCode(score: (code: string, looked: Looked) => number | undefined): Instead {
  return {
    reason: "code is found by whole names, and neither in comments nor in strings",
    score: (looked) =>
      readJs(looked.content) === undefined ? undefined : score(codeOf(looked.content), looked),
  };
}

function noScript(): Instead {
  return {
    reason: "a script that is no JavaScript was not seen to be right",
    score: ({ content }) => (readJs(content) === undefined ? 0 : undefined),
  };
}
