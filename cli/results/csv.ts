/** A line of RFC 4180, without its end. */
export function csvLine(fields: readonly (string | number)[]): string {
  return fields.map((field) => (typeof field === "number" ? String(field) : quoted(inert(field)))).join(",");
}

/** By which a program for tables takes a text for a formula, also after blanks, and in their wide forms. */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;

/** An apostrophe makes it a text for every such program; CWE-1236. */
function inert(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
