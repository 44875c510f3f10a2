import * as z from "zod";
import { htmlTest } from "#core/templates/webdev/file-test.ts";
import { named } from "#core/templates/webdev/html/find-elements.ts";
import { HtmlName } from "#core/templates/webdev/parameters.ts";

export const hasForbiddenTag = htmlTest({
  name: "has_forbidden_tag",
  asserts: "`tag` does not occur.",
  parameters: z.strictObject({ tag: HtmlName }),
  judge(page, { tag }, say) {
    const found = named(page, tag).length;
    return { score: found === 0 ? 100 : 0, message: say.forbiddenTag({ tag, found }) };
  },
});
