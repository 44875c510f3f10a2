import { printable } from "#core/submission/printable.ts";
import { htmlTest } from "#core/templates/webdev/file-test.ts";
import { named } from "#core/templates/webdev/html/find-elements.ts";
import { Nothing } from "#core/templates/webdev/parameters.ts";

/** Everything a page has may stand beside its body. */
const SHOWN = 5;

export const checkHtmlDirectChildren = htmlTest({
  name: "check_html_direct_children",
  asserts: "`<html>` contains `<head>` and `<body>`, both written, and no other element directly.",
  parameters: Nothing,
  judge(page, _, say) {
    const [html] = named(page, "html");
    const children = new Set(
      page.elements
        .filter(({ parent }) => html !== undefined && parent === html.index)
        .map(({ name }) => name),
    );
    const missing = ["head", "body"].filter((name) => !children.has(name));
    const others = [...children].filter((name) => name !== "head" && name !== "body");
    const right = html !== undefined && missing.length === 0 && others.length === 0;
    const shown = others.slice(0, SHOWN).map(printable);
    const message = say.htmlChildren({ html: html !== undefined, missing, others: shown });
    return { score: right ? 100 : 0, message };
  },
});
