import { cssTest } from "#core/templates/webdev/file-test.ts";
import { Nothing } from "#core/templates/webdev/parameters.ts";

export const checkMediaQueries = cssTest({
  name: "check_media_queries",
  asserts: "There is an `@media` rule with a condition.",
  parameters: Nothing,
  judge({ atRules }, _, say) {
    const found = atRules.some(({ name, prelude }) => name === "media" && prelude !== "");
    return { score: found ? 100 : 0, message: say.mediaQueries({ found }) };
  },
});
