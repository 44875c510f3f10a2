import type { HtmlDocument, HtmlElement } from "#core/templates/webdev/html/html-document.ts";

export function named({ elements }: HtmlDocument, name: string): readonly HtmlElement[] {
  return elements.filter((element) => element.name === name);
}

/** Everything below any of some elements, which are given in the order of the document. */
export function below({ elements }: HtmlDocument, ancestors: readonly HtmlElement[]): readonly HtmlElement[] {
  const found: HtmlElement[] = [];
  let next = 0;
  for (const { index, last } of ancestors) {
    for (next = Math.max(next, index + 1); next <= last; next += 1) {
      const element = elements[next];
      if (element !== undefined) found.push(element);
    }
  }
  return found;
}

/** The words of an attribute that is a list, such as `class` and `rel`. */
export function words(element: HtmlElement, attribute: string): readonly string[] {
  return (element.attributes.get(attribute) ?? "").split(/[\t\n\f\r ]+/).filter((word) => word !== "");
}
