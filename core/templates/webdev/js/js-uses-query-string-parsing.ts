import { jsTest } from "#core/templates/webdev/file-test.ts";
import { countCode } from "#core/templates/webdev/js/count-tokens.ts";
import { Nothing } from "#core/templates/webdev/parameters.ts";

export const jsUsesQueryStringParsing = jsTest({
  name: "js_uses_query_string_parsing",
  asserts: "`URLSearchParams` or `window.location.search` occurs in the code.",
  parameters: Nothing,
  judge({ tokens }, _, say) {
    const found = ["URLSearchParams", "window.location.search"].some((code) => countCode(tokens, code) > 0);
    return { score: found ? 100 : 0, message: say.queryString({ found }) };
  },
});
