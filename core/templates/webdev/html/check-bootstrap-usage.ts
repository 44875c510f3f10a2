import { htmlTest } from "#core/templates/webdev/file-test.ts";
import { linksBootstrap } from "#core/templates/webdev/html/links-bootstrap.ts";
import { Nothing } from "#core/templates/webdev/parameters.ts";

export const checkBootstrapUsage = htmlTest({
  name: "check_bootstrap_usage",
  asserts: "Bootstrap is **not** linked: the opposite of `check_bootstrap_linked`.",
  parameters: Nothing,
  judge(page, _, say) {
    const found = linksBootstrap(page);
    return { score: found ? 0 : 100, message: say.bootstrap({ found }) };
  },
});
