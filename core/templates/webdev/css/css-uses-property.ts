import * as z from "zod";
import { cssTest } from "#core/templates/webdev/file-test.ts";
import { Name } from "#core/templates/webdev/parameters.ts";

export const cssUsesProperty = cssTest({
  name: "css_uses_property",
  asserts:
    "A property whose name ends with `prop` is declared with a value that contains `value`, in any case of letters; also in the condition of an at-rule.",
  parameters: z.strictObject({ prop: Name, value: z.string() }),
  judge({ declarations, conditions }, { prop, value }, say) {
    const wanted = { property: prop.trim().toLowerCase(), value: blanksAsOne(value.replace(/;\s*$/, "")) };
    const found = [...declarations, ...conditions].some(
      (each) => each.property.endsWith(wanted.property) && blanksAsOne(each.value).includes(wanted.value),
    );
    return { score: found ? 100 : 0, message: say.cssProperty({ prop, value, found }) };
  },
});

function blanksAsOne(value: string): string {
  return value.trim().split(/\s+/).join(" ").toLowerCase();
}
