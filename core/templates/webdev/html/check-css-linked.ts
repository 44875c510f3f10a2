import { htmlTest } from "#core/templates/webdev/file-test.ts";
import { named, words } from "#core/templates/webdev/html/find-elements.ts";
import { Nothing } from "#core/templates/webdev/parameters.ts";

export const checkCssLinked = htmlTest({
  name: "check_css_linked",
  asserts: "There is a `link` whose `rel` has the word `stylesheet`.",
  parameters: Nothing,
  judge(page, _, say) {
    const found = named(page, "link").some((link) =>
      words(link, "rel").some((word) => word.toLowerCase() === "stylesheet"),
    );
    return { score: found ? 100 : 0, message: say.stylesheetLink({ found }) };
  },
});
