import * as z from "zod";
import { htmlTest } from "#core/templates/webdev/file-test.ts";
import type { HtmlElement } from "#core/templates/webdev/html/html-document.ts";
import { named, words } from "#core/templates/webdev/html/find-elements.ts";
import { HtmlName } from "#core/templates/webdev/parameters.ts";

/** Attributes whose value is a list of words; one of them is enough. */
const lists = new Set(["accept-charset", "accesskey", "class", "dropzone", "headers", "rel", "rev"]);

export const checkAttributeAndValue = htmlTest({
  name: "check_attribute_and_value",
  asserts: "A `tag` has `attribute` with exactly `value`; in a list such as `class`, one of its words.",
  parameters: z.strictObject({ tag: HtmlName, attribute: HtmlName, value: z.string() }),
  judge(page, { tag, attribute, value }, say) {
    const found = named(page, tag).some((element) => hasValue(element, { attribute, value }));
    return { score: found ? 100 : 0, message: say.attributeValue({ tag, attribute, value, found }) };
  },
});

function hasValue(
  element: HtmlElement,
  { attribute, value }: { readonly attribute: string; readonly value: string },
): boolean {
  if (!lists.has(attribute)) return element.attributes.get(attribute) === value;
  const each = words(element, attribute);
  return element.attributes.has(attribute) && (each.includes(value) || each.join(" ") === value);
}
