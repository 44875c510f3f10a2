import { cssTest } from "#core/templates/webdev/file-test.ts";
import { Nothing } from "#core/templates/webdev/parameters.ts";

export const checkFlexboxUsage = cssTest({
  name: "check_flexbox_usage",
  asserts: "`display: flex` or a property with `flex-` in its name is declared.",
  parameters: Nothing,
  judge({ declarations }, _, say) {
    const found = declarations.some(
      ({ property, value }) =>
        /\bflex-/.test(property) || (property === "display" && /^flex\b(?!-)/i.test(value)),
    );
    return { score: found ? 100 : 0, message: say.flexbox({ found }) };
  },
});
