import type { Language } from "#core/assignment/language.ts";

/**
 * A source text with the spellings resolved that a compiler resolves before or while it reads names, so that
 * `\u0065val` is found as `eval`. Lines keep their numbers, unless Java hides a line end in an escape.
 */
export function asCompiled(text: string, language: Language): string {
  switch (language) {
    case "python":
      return compatibleNames(text);
    case "java":
      return javaEscapes(text);
    case "node":
      return nameEscapes(text);
    case "c":
    case "cpp":
      return joinedLines(text);
    default:
      language satisfies never;
      return text;
  }
}

/** Nothing that is searched for is so long, and to order as many marks above and below a letter takes minutes. */
const MAX_NAME = 1_000;

/** Python compares names in the form NFKC, https://docs.python.org/3/reference/lexical_analysis.html#identifiers. */
function compatibleNames(text: string): string {
  return text.replace(/[\p{ID_Continue}]+/gu, (name) => {
    if (name.length > MAX_NAME) return name;
    const compatible = name.normalize("NFKC");
    return isName(compatible) ? compatible : name;
  });
}

/** Java reads Unicode escapes before anything else, JLS 3.3; an escaped backslash begins none. */
function javaEscapes(text: string): string {
  return text.replace(/\\(?:\\|u+([0-9a-fA-F]{4}))/g, (written, code: string | undefined) =>
    code === undefined ? written : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** JavaScript allows escapes in names, ECMA-262 12.7; in strings they spell the same letters. */
function nameEscapes(text: string): string {
  return text.replace(
    /\\(?:\\|u([0-9a-fA-F]{4})|u\{0*([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2}))/g,
    (written, ...codes: (string | undefined)[]) => {
      const code = Number.parseInt(codes.slice(0, 3).find(Boolean) ?? "", 16);
      const letter = code <= 0x10_ff_ff ? String.fromCodePoint(code) : "";
      return isName(letter) ? letter : written;
    },
  );
}

/**
 * C joins lines that end with a backslash, in GCC and Clang also with blanks after it, and reads `%:` as `#`:
 * ISO C 5.1.1.2, 6.4.6.
 */
function joinedLines(text: string): string {
  return text
    .split(/(?<!\\[ \t\f\v]{0,1000}\r?)\n/)
    .map((logical) => {
      const parts = logical.split(/\\[ \t\f\v]{0,1000}\r?\n/);
      // Line ends take the place of those that were joined, so that what follows keeps its number.
      return parts.join("").replace(/^([ \t]{0,1000})%:/, "$1#") + "\n".repeat(parts.length - 1);
    })
    .join("\n");
}

function isName(text: string): boolean {
  return /^[\p{ID_Continue}$]+$/u.test(text);
}
