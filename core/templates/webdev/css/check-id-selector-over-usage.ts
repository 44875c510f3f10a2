import * as z from "zod";
import { cssTest } from "#core/templates/webdev/file-test.ts";
import { Count } from "#core/templates/webdev/parameters.ts";

export const checkIdSelectorOverUsage = cssTest({
  name: "check_id_selector_over_usage",
  asserts: "Selectors name an id at most `max_allowed` times.",
  parameters: z.strictObject({ max_allowed: Count }),
  judge({ ids }, { max_allowed: allowed }, say) {
    const found = ids.length;
    return { score: found <= allowed ? 100 : 0, message: say.idSelectors({ found, allowed }) };
  },
});
