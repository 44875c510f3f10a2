import type { HtmlDocument } from "#core/templates/webdev/html/html-document.ts";

/** Whether a style sheet or a script with "bootstrap" in its address is linked. */
export function linksBootstrap({ elements }: HtmlDocument): boolean {
  return elements.some(({ name, attributes }) => {
    const address = attributes.get(addresses.get(name) ?? "") ?? "";
    return address.toLowerCase().includes("bootstrap");
  });
}

const addresses: ReadonlyMap<string, string> = new Map([
  ["link", "href"],
  ["script", "src"],
]);
