import { htmlTest } from "#core/templates/webdev/file-test.ts";
import { linksBootstrap } from "#core/templates/webdev/html/links-bootstrap.ts";
import { Nothing } from "#core/templates/webdev/parameters.ts";

export const checkBootstrapLinked = htmlTest({
  name: "check_bootstrap_linked",
  asserts: "A style sheet or a script with `bootstrap` in its address is linked.",
  parameters: Nothing,
  judge(page, _, say) {
    const found = linksBootstrap(page);
    return { score: found ? 100 : 0, message: say.bootstrap({ found }) };
  },
});
