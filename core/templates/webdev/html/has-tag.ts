import * as z from "zod";
import { htmlTest } from "#core/templates/webdev/file-test.ts";
import { fraction } from "#core/templates/webdev/fraction.ts";
import { named } from "#core/templates/webdev/html/find-elements.ts";
import { Count, HtmlName } from "#core/templates/webdev/parameters.ts";

export const hasTag = htmlTest({
  name: "has_tag",
  asserts: "`tag` occurs at least `required_count` times; fewer are a part of 100.",
  parameters: z.strictObject({ tag: HtmlName, required_count: Count }),
  judge(page, { tag, required_count: required }, say) {
    const found = named(page, tag).length;
    return { score: fraction(found, required), message: say.tags({ tag, found, required }) };
  },
});
