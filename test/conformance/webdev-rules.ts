import type { DifferenceRule } from "./difference-rules.ts";
import type { ReferenceCase } from "./reference-case.ts";

/** Where the reference system looks at the text of a page, a style sheet or a script, and we at what it says. */
export const webdevRules: readonly DifferenceRule[] = [
  {
    reason: "without a target, the first file of the kind that the test is of, not of any kind",
    applies: ({ input }) =>
      input.template_name === "webdev" && new Set(Object.keys(input.files).map(extension)).size > 1,
    holds: isGraded,
  },
  {
    reason: "what looks like a tag in a script, a style or a text field is text, as a browser reads it",
    applies: ({ input }) =>
      input.template_name === "webdev" &&
      Object.values(input.files).some((text) => /<(?:script|style|textarea|title)/i.test(text)),
    holds: isGraded,
  },
  {
    reason: "inside any of the parents, not only the first",
    applies: uses("check_tag_not_inside"),
    holds: isGraded,
  },
  {
    reason: "a class name is no regular expression: only * stands for something else",
    applies: uses("has_class"),
    holds: isGraded,
  },
  {
    reason: "declarations and rules are read as a browser reads them, not comments, strings and selectors",
    applies: uses(
      "css_uses_property",
      "has_style",
      "check_media_queries",
      "check_flexbox_usage",
      "check_id_selector_over_usage",
    ),
    holds: isGraded,
  },
  {
    reason: "a unit is found where it follows its number, and a selector is no unit",
    applies: uses("uses_relative_units"),
    holds: isGraded,
  },
  {
    reason: "the submitted files are read, which the reference system never hands to the test",
    applies: uses("count_unused_css_classes"),
    holds: isGraded,
  },
  {
    reason: "code is found by whole names, and neither in comments nor in strings",
    applies: uses("uses_forbidden_method", "js_uses_dom_manipulation", "js_uses_query_string_parsing"),
    holds: isGraded,
  },
  {
    reason: "variables are counted by their scope, one for each name that is bound",
    applies: uses("count_global_vars"),
    holds: isGraded,
  },
  {
    reason: "objects are counted as JavaScript reads them, however they are nested and quoted",
    applies: uses("js_has_json_array_with_id"),
    holds: isGraded,
  },
];

function uses(...functions: readonly string[]): DifferenceRule["applies"] {
  return ({ input }: ReferenceCase) => {
    const criteria = JSON.stringify(input.criteria_config) ?? "";
    return functions.some((name) => criteria.includes(`"${name}"`));
  };
}

function isGraded({ outcome }: Parameters<DifferenceRule["holds"]>[0]): boolean {
  return outcome === "graded";
}

function extension(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1).toLowerCase();
}
