import * as z from "zod";
import { jsTest } from "#core/templates/webdev/file-test.ts";
import { fraction } from "#core/templates/webdev/fraction.ts";
import { countBeginnings } from "#core/templates/webdev/js/count-tokens.ts";
import { Count, Names } from "#core/templates/webdev/parameters.ts";

export const jsUsesDomManipulation = jsTest({
  name: "js_uses_dom_manipulation",
  asserts:
    "Members whose names begin with one of `methods`, such as `appendChild`, are used at least `required_count` times; fewer are a part of 100.",
  parameters: z.strictObject({ methods: Names, required_count: Count }),
  judge({ tokens }, { methods, required_count: required }, say) {
    const uses = methods.map((method) => countBeginnings(tokens, `.${method.replace(/^\./, "")}`));
    const found = uses.reduce((total, count) => total + count, 0);
    return { score: fraction(found, required), message: say.domCalls({ methods, found, required }) };
  },
});
