import * as z from "zod";
import { htmlTest } from "#core/templates/webdev/file-test.ts";
import { fraction } from "#core/templates/webdev/fraction.ts";
import { linkTargets } from "#core/templates/webdev/html/link-targets.ts";
import { Count } from "#core/templates/webdev/parameters.ts";

export const checkInternalLinksToArticle = htmlTest({
  name: "check_internal_links_to_article",
  asserts:
    "At least `required_count` links lead to an `<article>` on the same page; fewer are a part of 100.",
  parameters: z.strictObject({ required_count: Count }),
  judge(page, { required_count: required }, say) {
    if (page.empty) return { score: 0, message: say.emptyFile() };
    const found = linkTargets(page).filter(({ name }) => name === "article").length;
    return { score: fraction(found, required), message: say.articleLinks({ found, required }) };
  },
});
