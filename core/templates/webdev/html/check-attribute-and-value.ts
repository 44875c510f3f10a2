import * as z from "zod";
import { htmlTest } from "#core/templates/webdev/file-test.ts";
import type { HtmlElement } from "#core/templates/webdev/html/html-document.ts";
import { named, words } from "#core/templates/webdev/html/find-elements.ts";
import { HtmlName } from "#core/templates/webdev/parameters.ts";

/** Attributes whose value is a list of words, of any element or of some; one of the words is enough. */
const lists = new Set(["accept-charset", "accesskey", "class", "dropzone", "headers", "rel", "rev"]);
const listsOf: ReadonlyMap<string, string> = new Map([
  ["iframe", "sandbox"],
  ["object", "archive"],
  ["output", "for"],
]);

/** A number is what it is written as: `width: 100` is `width="100"`. */
const Value = z.union([z.string(), z.number().transform(String)]);

export const checkAttributeAndValue = htmlTest({
  name: "check_attribute_and_value",
  asserts: "A `tag` has `attribute` with exactly `value`; in a list such as `class`, one of its words.",
  parameters: z.strictObject({ tag: HtmlName, attribute: HtmlName, value: Value }),
  judge(page, { tag, attribute, value }, say) {
    const found = named(page, tag).some((element) => hasValue(element, { attribute, value }));
    return { score: found ? 100 : 0, message: say.attributeValue({ tag, attribute, value, found }) };
  },
});

function hasValue(
  element: HtmlElement,
  { attribute, value }: { readonly attribute: string; readonly value: string },
): boolean {
  const list = lists.has(attribute) || listsOf.get(element.name) === attribute;
  if (!list) return element.attributes.get(attribute) === value;
  const each = words(element, attribute);
  return element.attributes.has(attribute) && (each.includes(value) || each.join(" ") === value);
}
