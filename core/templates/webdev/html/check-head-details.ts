import * as z from "zod";
import { htmlTest } from "#core/templates/webdev/file-test.ts";
import { below, named } from "#core/templates/webdev/html/find-elements.ts";
import { HtmlName } from "#core/templates/webdev/parameters.ts";

export const checkHeadDetails = htmlTest({
  name: "check_head_details",
  asserts: "`detail_tag` is inside `<head>`.",
  parameters: z.strictObject({ detail_tag: HtmlName }),
  judge(page, { detail_tag: tag }, say) {
    const heads = named(page, "head").slice(0, 1);
    const found = below(page, heads).some(({ name }) => name === tag);
    return { score: found ? 100 : 0, message: say.inHead({ tag, head: heads.length > 0, found }) };
  },
});
