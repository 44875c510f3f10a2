import * as z from "zod";
import { cssTest } from "#core/templates/webdev/file-test.ts";
import { fraction } from "#core/templates/webdev/fraction.ts";
import { Count, Name } from "#core/templates/webdev/parameters.ts";

export const hasStyle = cssTest({
  name: "has_style",
  asserts:
    "Properties whose names end with `style` are declared at least `count` times; fewer are a part of 100.",
  parameters: z.strictObject({ style: Name, count: Count }),
  judge({ declarations }, { style, count: required }, say) {
    const wanted = style.trim().toLowerCase();
    const found = declarations.filter(({ property }) => property.endsWith(wanted)).length;
    return { score: fraction(found, required), message: say.styles({ style, found, required }) };
  },
});
