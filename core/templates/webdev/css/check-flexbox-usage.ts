import { cssTest } from "#core/templates/webdev/file-test.ts";
import { Nothing } from "#core/templates/webdev/parameters.ts";

export const checkFlexboxUsage = cssTest({
  name: "check_flexbox_usage",
  asserts: "`display: flex` or a property that begins with `flex-` is declared.",
  parameters: Nothing,
  judge({ declarations }, _, say) {
    const found = declarations.some(
      ({ property, value }) =>
        property.startsWith("flex-") || (property === "display" && /^flex\b(?!-)/i.test(value)),
    );
    return { score: found ? 100 : 0, message: say.flexbox({ found }) };
  },
});
