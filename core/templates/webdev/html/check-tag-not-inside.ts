import * as z from "zod";
import { htmlTest } from "#core/templates/webdev/file-test.ts";
import { below, named } from "#core/templates/webdev/html/find-elements.ts";
import { HtmlName } from "#core/templates/webdev/parameters.ts";

export const checkTagNotInside = htmlTest({
  name: "check_tag_not_inside",
  asserts: "No `child_tag` is anywhere inside a `parent_tag`.",
  parameters: z.strictObject({ child_tag: HtmlName, parent_tag: HtmlName }),
  judge(page, { child_tag: child, parent_tag: parent }, say) {
    const found = below(page, named(page, parent)).filter(({ name }) => name === child).length;
    return { score: found === 0 ? 100 : 0, message: say.tagInside({ child, parent, found }) };
  },
});
