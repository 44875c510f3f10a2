import * as z from "zod";
import { textTest } from "#core/templates/webdev/file-test.ts";
import { Count, Name } from "#core/templates/webdev/parameters.ts";

export const countOverUsage = textTest({
  name: "count_over_usage",
  asserts: "`text` occurs at most `max_allowed` times in the style sheet, comments included.",
  kind: "css",
  parameters: z.strictObject({ text: Name, max_allowed: Count }),
  judge(css, { text, max_allowed: allowed }, say) {
    const found = css.split(text).length - 1;
    return { score: found <= allowed ? 100 : 0, message: say.textCount({ text, found, allowed }) };
  },
});
