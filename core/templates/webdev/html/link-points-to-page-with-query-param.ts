import * as z from "zod";
import { htmlTest } from "#core/templates/webdev/file-test.ts";
import { fraction } from "#core/templates/webdev/fraction.ts";
import { named } from "#core/templates/webdev/html/find-elements.ts";
import { Count, Name } from "#core/templates/webdev/parameters.ts";

export const linkPointsToPageWithQueryParam = htmlTest({
  name: "link_points_to_page_with_query_param",
  asserts:
    "At least `required_count` links have exactly the path `target_page` and a value for `query_param`; fewer are a part of 100.",
  parameters: z.strictObject({ target_page: Name, query_param: Name, required_count: Count }),
  judge(document, { target_page: page, query_param: parameter, required_count: required }, say) {
    const found = named(document, "a").filter(({ attributes }) => {
      const { path, query } = splitHref(attributes.get("href") ?? "");
      return path === page && query.getAll(parameter).some((value) => value !== "");
    }).length;
    const message = say.parameterLinks({ page, parameter, found, required });
    return { score: fraction(found, required), message };
  },
});

/** The path as it is written, which `URL` would resolve: `./a.html` is not `a.html` here. */
function splitHref(href: string): { readonly path: string; readonly query: URLSearchParams } {
  const [reference = ""] = href.trim().split("#", 1);
  const mark = reference.indexOf("?");
  const before = mark === -1 ? reference : reference.slice(0, mark);
  const path = before.replace(/^[A-Za-z][A-Za-z0-9+.-]*:/, "").replace(/^\/\/[^/]*/, "");
  return { path, query: new URLSearchParams(mark === -1 ? "" : reference.slice(mark + 1)) };
}
