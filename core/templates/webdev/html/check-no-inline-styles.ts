import { htmlTest } from "#core/templates/webdev/file-test.ts";
import { Nothing } from "#core/templates/webdev/parameters.ts";

export const checkNoInlineStyles = htmlTest({
  name: "check_no_inline_styles",
  asserts: "No element has a `style` attribute, not even an empty one.",
  parameters: Nothing,
  judge({ elements }, _, say) {
    const found = elements.filter(({ attributes }) => attributes.has("style")).length;
    return { score: found === 0 ? 100 : 0, message: say.inlineStyles({ found }) };
  },
});
