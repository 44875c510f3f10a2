import { printable } from "#core/submission/printable.ts";
import { htmlTest } from "#core/templates/webdev/file-test.ts";
import { Nothing } from "#core/templates/webdev/parameters.ts";

/** A page without any end tags would fill a report. */
const SHOWN = 5;

export const checkNoUnclosedTags = htmlTest({
  name: "check_no_unclosed_tags",
  asserts:
    "Every start tag has its end tag, also where HTML would let it be left out; wrong nesting is tolerated, `html`, `head`, `body` and void elements are not looked at.",
  parameters: Nothing,
  judge({ unclosed }, _, say) {
    const tags = unclosed.slice(0, SHOWN).map(({ name, line }) => ({ name: printable(name), line }));
    const message = say.unclosedTags({ tags, found: unclosed.length });
    return { score: unclosed.length === 0 ? 100 : 0, message };
  },
});
