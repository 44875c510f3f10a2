import * as z from "zod";
import { printable } from "#core/submission/printable.ts";
import { jsTest } from "#core/templates/webdev/file-test.ts";
import { Count } from "#core/templates/webdev/parameters.ts";

/** A file may declare thousands. */
const SHOWN = 10;

export const countGlobalVars = jsTest({
  name: "count_global_vars",
  asserts: "At most `max_allowed` variables are declared outside of functions and blocks.",
  parameters: z.strictObject({ max_allowed: Count }),
  judge({ globals }, { max_allowed: allowed }, say) {
    const found = globals.length;
    const names = globals.slice(0, SHOWN).map(printable);
    return { score: found <= allowed ? 100 : 0, message: say.globalVariables({ names, found, allowed }) };
  },
});
