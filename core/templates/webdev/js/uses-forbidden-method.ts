import * as z from "zod";
import { jsTest } from "#core/templates/webdev/file-test.ts";
import { countCode } from "#core/templates/webdev/js/count-tokens.ts";
import { Name } from "#core/templates/webdev/parameters.ts";

export const usesForbiddenMethod = jsTest({
  name: "uses_forbidden_method",
  asserts:
    "The code `method`, such as `eval` or `document.write`, does **not** occur; comments, strings and parts of longer names are no use of it.",
  parameters: z.strictObject({ method: Name }),
  judge({ tokens }, { method }, say) {
    const found = countCode(tokens, method);
    return { score: found === 0 ? 100 : 0, message: say.forbiddenMethod({ method, found }) };
  },
});
