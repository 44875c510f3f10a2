import { visibleText } from "#core/report/visible-text.ts";

/**
 * Text for an element or an attribute of XML 1.0, whatever it holds: what no XML document may have is made visible
 * (production 2, Char), the rest escaped. Line ends in attributes would become spaces, so they are references there.
 */
export function xmlText(text: string): string {
  return visibleText(text)
    .replace(/[\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

export function xmlAttributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(
      ([name, value]) =>
        ` ${name}="${xmlText(String(value)).replaceAll("\n", "&#10;").replaceAll("\t", "&#9;")}"`,
    )
    .join("");
}
