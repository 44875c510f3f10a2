import * as z from "zod";
import { htmlTest } from "#core/templates/webdev/file-test.ts";
import { fraction } from "#core/templates/webdev/fraction.ts";
import { Count, HtmlName } from "#core/templates/webdev/parameters.ts";

export const hasAttribute = htmlTest({
  name: "has_attribute",
  asserts: "At least `required_count` elements have `attribute`, with any value; fewer are a part of 100.",
  parameters: z.strictObject({ attribute: HtmlName, required_count: Count }),
  judge({ elements }, { attribute, required_count: required }, say) {
    const found = elements.filter(({ attributes }) => attributes.has(attribute)).length;
    return { score: fraction(found, required), message: say.attributes({ attribute, found, required }) };
  },
});
