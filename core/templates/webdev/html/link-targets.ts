import { named } from "#core/templates/webdev/html/find-elements.ts";
import type { HtmlDocument, HtmlElement } from "#core/templates/webdev/html/html-document.ts";

/** Of each link to an id of its own page, the first element that has it. */
export function linkTargets(page: HtmlDocument): readonly HtmlElement[] {
  const byId = new Map<string, HtmlElement>();
  for (const element of page.elements) {
    const id = element.attributes.get("id");
    if (id !== undefined && !byId.has(id)) byId.set(id, element);
  }
  return named(page, "a")
    .map(({ attributes }) => attributes.get("href") ?? "")
    .filter((href) => href.startsWith("#") && href !== "#")
    .map((href) => byId.get(href.slice(1)))
    .filter((target) => target !== undefined);
}
